CREATE SCHEMA shop CREATE TABLE orders (id int PRIMARY KEY) CREATE VIEW recent AS SELECT id FROM orders WHERE id > 10;
CREATE SCHEMA "Odd name";
CREATE TYPE shop.state AS ENUM ('a');
CREATE TABLE "Odd name"."T" (a shop.state);
COMMENT ON SCHEMA shop IS 'what is sold';
SET search_path = shop, public;
CREATE TABLE lines (order_id int REFERENCES orders);
CREATE FUNCTION count_orders() RETURNS bigint LANGUAGE sql SET search_path FROM CURRENT AS 'SELECT count(*) FROM orders';
