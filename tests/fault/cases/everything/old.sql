CREATE TYPE state AS ENUM ('new');
CREATE TABLE customers (id bigint PRIMARY KEY, email text, visits integer NOT NULL DEFAULT 0);
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, state state NOT NULL DEFAULT 'new', total integer, old_note text);
CREATE INDEX orders_old_idx ON orders (old_note);
CREATE VIEW open_orders AS SELECT id FROM orders;
CREATE FUNCTION twice(x integer) RETURNS integer LANGUAGE sql AS 'SELECT 2 * x';
CREATE TABLE events (id bigint, at date) PARTITION BY RANGE (at);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE events_0 PARTITION OF events FOR VALUES FROM ('2025-12-01') TO ('2026-01-01');
