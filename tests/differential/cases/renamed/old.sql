CREATE SCHEMA archive;
-- pgplumb: renamed from trade
CREATE SCHEMA shop;
-- pgplumb: renamed from archive.receipts
CREATE TABLE public.receipts (id int PRIMARY KEY, note text);
CREATE TYPE shop.mood AS ENUM (
    'new', -- pgplumb: renamed from 'fresh'
    'paid'
);
-- pgplumb: renamed from amount
CREATE DOMAIN shop.money AS numeric(12,2) CHECK (VALUE >= 0);
-- pgplumb: renamed from place
CREATE TYPE shop.address AS (
    street text, -- pgplumb: renamed from road
    city text
);
-- pgplumb: renamed from numbers
CREATE SEQUENCE shop.counter;
-- pgplumb: renamed from clients
CREATE TABLE shop.customers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL UNIQUE, -- pgplumb: renamed from mail
    home shop.address
);
-- pgplumb: renamed from purchases
CREATE TABLE shop.orders (
    id serial PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES shop.customers,
    -- pgplumb: renamed from state
    mood shop.mood NOT NULL DEFAULT 'new',
    -- pgplumb: renamed from sum
    total shop.money CHECK (total < 1000000),
    number bigint DEFAULT nextval('shop.counter'),
    net numeric GENERATED ALWAYS AS (total / 1.19) STORED,
    -- pgplumb: renamed from plausible
    CONSTRAINT sane CHECK (total IS NOT NULL OR mood <> 'paid')
);
CREATE INDEX ON shop.orders (customer_id, total);
-- pgplumb: renamed from big
CREATE INDEX large ON shop.orders ((total * 2)) WHERE total > 5;
-- pgplumb: renamed from twice
CREATE FUNCTION shop.double(x shop.money) RETURNS shop.money LANGUAGE sql IMMUTABLE AS 'SELECT x * 2';
-- pgplumb: renamed from on_change
CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';
-- pgplumb: renamed from changed
CREATE TRIGGER touched BEFORE UPDATE OF total ON shop.orders FOR EACH ROW WHEN (new.total > 1) EXECUTE FUNCTION shop.touch();
ALTER TABLE shop.orders ENABLE ROW LEVEL SECURITY;
-- pgplumb: renamed from mine
CREATE POLICY own ON shop.orders USING (total > 0 AND customer_id IN (SELECT c.id FROM shop.customers c));
-- pgplumb: renamed from open
CREATE VIEW shop.open_orders AS
    SELECT o.id, o.total AS amount, c.email AS address, shop.double(o.total) AS twice
    FROM shop.orders o JOIN shop.customers c ON c.id = o.customer_id WHERE o.mood = 'new';
COMMENT ON COLUMN shop.orders.total IS 'with tax';
-- pgplumb: renamed from sums
CREATE MATERIALIZED VIEW shop.totals AS SELECT orders.customer_id, sum(orders.total) AS total FROM shop.orders GROUP BY orders.customer_id;
CREATE INDEX ON shop.totals (customer_id);
GRANT SELECT ON shop.open_orders TO PUBLIC;
