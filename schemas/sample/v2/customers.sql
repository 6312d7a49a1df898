CREATE TABLE customers (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email      text NOT NULL UNIQUE CHECK (email LIKE '%_@_%'),
    name       varchar(200),
    created_at timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE customers IS 'Everybody who ever ordered';
