CREATE TYPE state AS ENUM ('new', 'paid');
-- pgplumb: renamed from money_eur
CREATE DOMAIN euro AS numeric CHECK (VALUE > -5);
CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, visits integer NOT NULL DEFAULT 0);
-- pgplumb: fill column:customers.name
UPDATE customers SET name = '' WHERE name IS NULL;
-- pgplumb: renamed from orders
CREATE TABLE purchases (id bigint PRIMARY KEY,
    sum numeric NOT NULL CHECK (sum >= 0), -- pgplumb: renamed from total
    note text, qty integer, state state NOT NULL DEFAULT 'new', fee euro, customer bigint NOT NULL);
-- pgplumb: fill column:purchases.customer
UPDATE purchases SET customer = 0 WHERE customer IS NULL;
CREATE INDEX purchases_sum_idx ON purchases (sum);
-- pgplumb: renamed from big
CREATE VIEW large AS SELECT id, sum AS total FROM purchases WHERE sum > 20;
-- pgplumb: renamed from tax
CREATE FUNCTION vat(x numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT x * 0.2';
