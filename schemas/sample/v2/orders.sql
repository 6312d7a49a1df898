CREATE TABLE orders (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id   bigint NOT NULL REFERENCES customers,
    state         order_state NOT NULL DEFAULT 'new',
    total         numeric(12,2) NOT NULL CHECK (total >= 0),
    delivery_note text,
    placed_at     timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX orders_placed_at_idx ON orders (placed_at);
CREATE INDEX orders_customer_id_idx ON orders (customer_id);

CREATE VIEW open_orders AS
    SELECT o.id, o.customer_id, c.email, o.total
    FROM orders o JOIN customers c ON c.id = o.customer_id
    WHERE o.state NOT IN ('shipped');

CREATE FUNCTION spent(customer bigint) RETURNS numeric
    LANGUAGE sql STABLE
    AS $$ SELECT coalesce(sum(total), 0) FROM orders WHERE customer_id = customer $$;
