CREATE TABLE item (id integer, details json);
CREATE MATERIALIZED VIEW whole_items AS SELECT id, i AS whole FROM item i WITH NO DATA;
CREATE TABLE "Stock" (id integer, changed timestamptz DEFAULT clock_timestamp(), twice integer GENERATED ALWAYS AS (id * 2) STORED);
CREATE MATERIALIZED VIEW whole_stocks AS SELECT array_agg(s) AS stocks FROM "Stock" s WITH NO DATA;
CREATE TABLE cached (id integer);
CREATE MATERIALIZED VIEW whole_cached AS SELECT c AS whole FROM cached c WITH NO DATA;
