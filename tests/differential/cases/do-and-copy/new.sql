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
