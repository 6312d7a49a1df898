CREATE TYPE state AS ENUM ('new', 'paid', 'gone');
CREATE DOMAIN money_eur AS numeric CHECK (VALUE > -5);
CREATE TABLE customers (id bigint PRIMARY KEY, name text, visits integer NOT NULL DEFAULT 0);
CREATE TABLE orders (id bigint PRIMARY KEY, total numeric NOT NULL CHECK (total >= 0), note text, legacy text, qty bigint, state state NOT NULL DEFAULT 'new', fee money_eur);
CREATE INDEX orders_total_idx ON orders (total);
CREATE TABLE audit (id bigint, what text);
CREATE VIEW big AS SELECT id, total FROM orders WHERE total > 20;
CREATE FUNCTION tax(x numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT x * 0.2';
