CREATE TABLE accounts (id integer PRIMARY KEY, owner text);
DO $_$
BEGIN
    IF current_setting('server_version_num')::int >= 90500 THEN
        -- a body in a body
        CREATE FUNCTION me() RETURNS text LANGUAGE sql STABLE AS $$ SELECT current_setting('app.me', true) $$;
    ELSE
        EXECUTE 'ALTER DATABASE ' || quote_ident(current_database()) || ' SET app.me TO ''''';
        CREATE FUNCTION me() RETURNS text LANGUAGE sql STABLE AS $$ SELECT current_setting('app.me') $$;
    END IF;
END;
$_$ LANGUAGE plpgsql;
CREATE POLICY mine ON accounts USING (owner = me());
DO $$
BEGIN
    IF current_setting('server_version_num')::int / 10000 IN (14, 15) THEN
        CREATE VIEW report AS SELECT id FROM accounts;
    ELSIF CAST(current_setting('server_version_num') AS integer) BETWEEN 160000 AND 169999 THEN
        CREATE VIEW report AS SELECT owner FROM accounts;
    ELSE
        CREATE VIEW report AS SELECT id, owner FROM accounts;
    END IF;
END $$;
