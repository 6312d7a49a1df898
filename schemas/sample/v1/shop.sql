-- A small shop as its team wrote it a year ago.
CREATE TYPE order_state AS ENUM ('new', 'paid', 'shipped');

CREATE TABLE customers (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email      text NOT NULL UNIQUE,
    name       varchar(80),
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE orders (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL,
    state       order_state NOT NULL DEFAULT 'new',
    total       numeric(10,2) NOT NULL CHECK (total >= 0),
    legacy_ref  text,
    placed_at   timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX orders_placed_at_idx ON orders (placed_at);

CREATE VIEW open_orders AS
    SELECT id, customer_id, total FROM orders WHERE state <> 'shipped';
