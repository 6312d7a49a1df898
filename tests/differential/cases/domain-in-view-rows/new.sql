-- Values of a domain in rows and arrays that materialized views have: the server checks none of them.
CREATE DOMAIN code AS text CHECK (lower(VALUE) = VALUE) CHECK (VALUE <> '');
CREATE DOMAIN "Short" AS code;
CREATE TABLE item (id integer, code "Short");
CREATE MATERIALIZED VIEW whole_items AS SELECT i.code, i AS whole FROM item i;
CREATE INDEX whole_items_code ON whole_items (code);
CREATE VIEW whole_view AS SELECT whole FROM whole_items;
CREATE MATERIALIZED VIEW all_codes AS SELECT array_agg(code) AS codes FROM item;
CREATE MATERIALIZED VIEW plain_codes AS SELECT code FROM item;
CREATE DOMAIN amount AS integer NOT NULL;
CREATE TABLE payment (amount amount);
CREATE MATERIALIZED VIEW wider AS SELECT 1 AS whole;
