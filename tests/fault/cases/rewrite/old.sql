CREATE TABLE customers (id bigint PRIMARY KEY, visits integer NOT NULL DEFAULT 0);
CREATE TABLE orders (id bigint PRIMARY KEY, number integer NOT NULL CONSTRAINT orders_number UNIQUE, total integer DEFAULT 1 CONSTRAINT positive CHECK (total >= 0), paid text);
CREATE INDEX orders_total_idx ON orders (total);
CREATE VIEW totals AS SELECT id, total FROM orders;
