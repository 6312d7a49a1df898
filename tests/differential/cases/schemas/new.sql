CREATE SCHEMA shop;
CREATE SCHEMA IF NOT EXISTS shop;
CREATE TABLE shop.orders (id int PRIMARY KEY, n int);
CREATE SCHEMA stock CREATE VIEW empty AS SELECT id FROM shop.orders WHERE n = 0 CREATE TABLE places (n int);
CREATE TYPE shop.state AS ENUM ('a', 'b');
CREATE VIEW shop.recent AS SELECT id FROM shop.orders WHERE id > 10;
CREATE FUNCTION shop.count_orders() RETURNS bigint LANGUAGE sql SET search_path = shop, pg_temp SET work_mem = '8MB' AS 'SELECT count(*) FROM orders';
