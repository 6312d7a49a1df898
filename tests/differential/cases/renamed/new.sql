CREATE SCHEMA archive;
-- pgplumb: renamed from shop
CREATE SCHEMA trade;
-- pgplumb: renamed from public.receipts
CREATE TABLE archive.receipts (id int PRIMARY KEY, note text);
CREATE TYPE trade.mood AS ENUM (
    'fresh', -- pgplumb: renamed from 'new'
    'paid'
);
-- pgplumb: renamed from money
CREATE DOMAIN trade.amount AS numeric(12,2) CHECK (VALUE >= 0);
-- pgplumb: renamed from address
CREATE TYPE trade.place AS (
    road text, -- pgplumb: renamed from street
    city text
);
-- pgplumb: renamed from counter
CREATE SEQUENCE trade.numbers;
-- pgplumb: renamed from customers
CREATE TABLE trade.clients (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    mail text NOT NULL UNIQUE, -- pgplumb: renamed from email
    home trade.place
);
-- pgplumb: renamed from orders
CREATE TABLE trade.purchases (
    id serial PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES trade.clients,
    -- pgplumb: renamed from mood
    state trade.mood NOT NULL DEFAULT 'fresh',
    -- pgplumb: renamed from total
    sum trade.amount CHECK (sum < 1000000),
    number bigint DEFAULT nextval('trade.numbers'),
    net numeric GENERATED ALWAYS AS (sum / 1.19) STORED,
    -- pgplumb: renamed from sane
    CONSTRAINT plausible CHECK (sum IS NOT NULL OR state <> 'paid')
);
CREATE INDEX ON trade.purchases (customer_id, sum);
-- pgplumb: renamed from large
CREATE INDEX big ON trade.purchases ((sum * 2)) WHERE sum > 5;
-- pgplumb: renamed from double
CREATE FUNCTION trade.twice(x trade.amount) RETURNS trade.amount LANGUAGE sql IMMUTABLE AS 'SELECT x * 2';
-- pgplumb: renamed from touch
CREATE FUNCTION trade.on_change() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';
-- pgplumb: renamed from touched
CREATE TRIGGER changed BEFORE UPDATE OF sum ON trade.purchases FOR EACH ROW WHEN (new.sum > 1) EXECUTE FUNCTION trade.on_change();
ALTER TABLE trade.purchases ENABLE ROW LEVEL SECURITY;
-- pgplumb: renamed from own
CREATE POLICY mine ON trade.purchases USING (sum > 0 AND customer_id IN (SELECT c.id FROM trade.clients c));
-- pgplumb: renamed from open_orders
CREATE VIEW trade.open AS
    SELECT o.id, o.sum AS amount, c.mail AS address, trade.twice(o.sum) AS twice
    FROM trade.purchases o JOIN trade.clients c ON c.id = o.customer_id WHERE o.state = 'fresh';
COMMENT ON COLUMN trade.purchases.sum IS 'with tax';
-- pgplumb: renamed from totals
CREATE MATERIALIZED VIEW trade.sums AS SELECT purchases.customer_id, sum(purchases.sum) AS total FROM trade.purchases GROUP BY purchases.customer_id;
CREATE INDEX ON trade.sums (customer_id);
GRANT SELECT ON trade.open TO PUBLIC;
