CREATE TYPE size AS ENUM ('s', 'm');
CREATE TABLE things (id int, name text, tags text[], at timestamptz, size size, price numeric, ok bool);
CREATE INDEX things_gin ON things USING gin (id, name, tags, at, price numeric_ops) WHERE at > '2020-01-01';
CREATE INDEX things_size ON things USING gin (size enum_ops, ok bool_ops);
