CREATE TABLE customers (id bigint PRIMARY KEY, email varchar(40) NOT NULL UNIQUE, visits integer NOT NULL DEFAULT 0);
CREATE TABLE orders (id bigint, customer bigint, number bigint NOT NULL, note varchar(40), total integer, nr bigint GENERATED ALWAYS AS IDENTITY,
    CONSTRAINT orders_pkey PRIMARY KEY (id) INCLUDE (number), CONSTRAINT noted CHECK (note <> ''));
CREATE INDEX orders_customer_idx ON orders (customer, total);
CREATE INDEX orders_number_idx ON orders (number) WHERE note > 'a';
CREATE VIEW notes AS SELECT id, note FROM orders;
CREATE TABLE events (id bigint NOT NULL, at date NOT NULL, customer bigint REFERENCES customers, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE events_0 PARTITION OF events FOR VALUES FROM ('2025-12-01') TO ('2026-01-01');
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
