CREATE TABLE customers (id bigint PRIMARY KEY, visits integer NOT NULL DEFAULT 0);
CREATE TABLE orders (id bigint PRIMARY KEY, number bigint NOT NULL CONSTRAINT orders_number UNIQUE, total bigint DEFAULT 1 CONSTRAINT positive CHECK (total >= 0), paid text);
CREATE INDEX orders_total_idx ON orders (total);
CREATE INDEX orders_paid_idx ON orders (paid);
CREATE VIEW totals AS SELECT id, total FROM orders;
