-- files: too
-- What goes and comes back while other changes take transactions of their own must not go too late. From files alone no column
-- that something rests on is known.
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TYPE state AS ENUM ('new', 'lost', 'done');

-- A view of a partition, whose column is the parent's to change.
CREATE TABLE sales (id integer, sold timestamp(3)) PARTITION BY LIST (id);
CREATE TABLE other_sales PARTITION OF sales DEFAULT;
CREATE VIEW sold AS SELECT s.sold FROM other_sales s;

CREATE TABLE item (id bigint, "a ""b""" numeric, gone integer, name text);
CREATE VIEW item_sums AS SELECT id, gone, sum("a ""b""") AS sum FROM item GROUP BY id, gone;
CREATE POLICY cheap ON item USING ("a ""b""" IS DISTINCT FROM 9);
CREATE TRIGGER named BEFORE INSERT OR UPDATE OF name ON item FOR EACH STATEMENT EXECUTE FUNCTION noted();

-- Goes before the type is made again, with all that uses another of its columns.
CREATE TABLE order_line (state state, amount integer);
CREATE MATERIALIZED VIEW amounts AS SELECT amount FROM order_line;
CREATE FUNCTION clear_orders() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM order_line; END $$;

-- What is checked outside the others' transaction.
CREATE TABLE warehouse (id integer);
