CREATE TABLE items (
    id serial PRIMARY KEY,
    code varchar(12),
    title varchar(80) NOT NULL DEFAULT 'none',
    price numeric(10,2) DEFAULT 0,
    tags text[] DEFAULT ARRAY['a', 'b'],
    weight double precision,
    seen timestamptz(0),
    note text,
    flags bit varying(16),
    span interval,
    active boolean NOT NULL,
    doubled numeric GENERATED ALWAYS AS (price * 3) STORED,
    added jsonb DEFAULT '{"a": 1}',
    "Odd Name" "char"
);
