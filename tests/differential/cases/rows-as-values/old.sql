-- Rows of a table that a materialized view has as values, and what has the server write the table's rows anew.
CREATE TABLE item (id integer, details jsonb);
CREATE MATERIALIZED VIEW whole_items AS SELECT id, i AS whole FROM item i WITH NO DATA;
CREATE TABLE "Stock" (id integer);
CREATE MATERIALIZED VIEW whole_stocks AS SELECT array_agg(s) AS stocks FROM "Stock" s WITH NO DATA;
CREATE UNLOGGED TABLE cached (id integer);
CREATE MATERIALIZED VIEW whole_cached AS SELECT c AS whole FROM cached c WITH NO DATA;
