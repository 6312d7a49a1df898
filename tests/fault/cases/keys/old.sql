CREATE TABLE customers (id bigint PRIMARY KEY, email varchar(40), visits integer NOT NULL DEFAULT 0);
CREATE TABLE orders (id bigint, customer bigint, number bigint, note varchar(20), total integer, CONSTRAINT orders_pkey PRIMARY KEY (id), CONSTRAINT noted CHECK (note <> ''));
CREATE INDEX orders_customer_idx ON orders (customer);
CREATE INDEX orders_number_idx ON orders (number) WHERE note > 'a';
CREATE VIEW notes AS SELECT id, note FROM orders;
CREATE TABLE events (id bigint NOT NULL, at date NOT NULL, customer bigint) PARTITION BY RANGE (at);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
CREATE TABLE events_0 (id bigint NOT NULL, at date NOT NULL, customer bigint);
