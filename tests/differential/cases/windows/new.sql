CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TYPE state AS ENUM ('new', 'done');

CREATE TABLE sales (id integer, sold timestamptz(0)) PARTITION BY LIST (id);
CREATE TABLE other_sales PARTITION OF sales DEFAULT;
CREATE VIEW sold AS SELECT s.sold FROM other_sales s;

CREATE TABLE item (id bigint, "a ""b""" smallint, name text COLLATE "C");
CREATE VIEW item_sums AS SELECT id, count(*) AS number FROM item GROUP BY id;
CREATE POLICY cheap ON item USING ("a ""b""" IS DISTINCT FROM 9);
CREATE TRIGGER named AFTER UPDATE ON item FOR EACH STATEMENT EXECUTE FUNCTION noted();

CREATE TABLE warehouse (id integer NOT NULL);
