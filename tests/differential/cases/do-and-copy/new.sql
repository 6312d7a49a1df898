DO $$ BEGIN
    -- the order of things in a block counts as that of the file
    CREATE TYPE state AS ENUM ('new', 'paid', 'sent');
    CREATE TYPE kind AS ENUM ('a');
EXCEPTION
    WHEN duplicate_object THEN RAISE NOTICE 'there already';
END $$;
CREATE TABLE orders (id integer PRIMARY KEY, state state, note text, kind kind);
COPY orders (id, state) FROM stdin;
1	new
\.
DO $$ BEGIN ALTER TABLE orders ADD CONSTRAINT fits CHECK (note <> ''); EXCEPTION WHEN others THEN NULL; END $$;
CREATE VIEW notes AS SELECT note, kind FROM orders;
CREATE TABLE constants AS SELECT 1 AS id, ''::text AS string, true AS yes, '2020-01-01'::timestamp(3) AS "When";
CREATE UNLOGGED TABLE copy (k, s) AS SELECT id, o.state, kind AS third FROM orders o WHERE id > 0 WITH NO DATA;
CREATE TABLE whole AS TABLE orders;
CREATE TABLE numbers AS SELECT x::int AS val FROM generate_series(1, 3) x;
-- rows, in whatever a block does to them
DO $$
DECLARE
    k text := 'a';
    n integer;
    r record;
BEGIN
    SELECT count(*) INTO n FROM orders;
    FOR r IN SELECT id FROM orders LOOP
        UPDATE orders SET note = k WHERE id = r.id;
        EXIT WHEN n = 0;
    END LOOP;
    WHILE n > 0 LOOP
        n := n - 1;
        PERFORM pg_sleep(0);
    END LOOP;
    CASE WHEN n = 0 THEN DELETE FROM orders WHERE false; ELSE RAISE NOTICE 'more'; END CASE;
END $$;
-- guards of what is there already
DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'fits') THEN
        ALTER TABLE orders ADD CONSTRAINT fits CHECK (note <> '');
    END IF;
END $$;
DO $$ BEGIN CREATE TYPE kind AS ENUM ('other'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;
