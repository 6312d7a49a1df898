CREATE TABLE accounts (id integer PRIMARY KEY, owner text, note text);
DO $_$
BEGIN
    IF NOT (current_setting('server_version_num')::int < 90500) THEN
        IF (SELECT setting::int FROM pg_settings WHERE name = 'server_version_num') < 160000 THEN
            CREATE FUNCTION me() RETURNS text LANGUAGE sql STABLE AS $$ SELECT current_setting('app.old', true) $$;
        ELSE
            CREATE FUNCTION me() RETURNS text LANGUAGE sql STABLE AS $$ SELECT current_setting('app.new', true) $$;
            CREATE INDEX ON accounts (owner);
        END IF;
    ELSE
        PERFORM set_config('app.me', '', false);
    END IF;
END;
$_$;
CREATE POLICY mine ON accounts USING (owner = me());
DO $$
BEGIN
    -- the one that no server here takes may do what is not understood
    IF (SELECT current_setting('server_version_num')::int) < 100000 OR current_setting('server_version_num')::int >= 990000 THEN
        EXECUTE current_setting('app.statement');
    ELSIF current_setting('server_version_num')::int >= 150000 AND NOT EXISTS (SELECT 1 FROM pg_class WHERE relname = 'report') THEN
        CREATE VIEW report AS SELECT id, note FROM accounts;
        COMMENT ON VIEW report IS 'newer';
    ELSIF current_setting('server_version_num')::int NOT BETWEEN 150000 AND 999999 THEN
        EXECUTE format('CREATE VIEW %I AS SELECT note, id FROM %s', 'report', 'accounts');
    END IF;
END $$;
DO $$ BEGIN
    IF current_setting('server_version_num')::int < 170000 THEN RETURN; END IF;
    IF EXISTS (SELECT 1 FROM pg_type WHERE typname = 'late') THEN
        RETURN;
    END IF;
    CREATE TYPE late AS ENUM ('a');
END $$;
