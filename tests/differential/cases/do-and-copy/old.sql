DO $$ BEGIN
    CREATE TYPE state AS ENUM ('new', 'paid');
EXCEPTION
    WHEN duplicate_object THEN null;
END $$;
CREATE TABLE orders (id integer PRIMARY KEY, state state, note text);
COPY orders (id, state, note) FROM stdin;
1	new	a;b'c
2	paid	$$
\.
DO $body$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'positive') THEN
        ALTER TABLE orders ADD CONSTRAINT positive CHECK (id > 0);
    END IF;
    EXECUTE format('GRANT pg_monitor TO %I', current_user);
END $body$;
CREATE VIEW notes AS SELECT note FROM orders;
