-- Migrations one after the other: what a column named first is there no more.
CREATE TYPE currency AS ENUM ('EUR');
CREATE COLLATION old_order (locale = 'C');
CREATE TABLE hook (
    id serial NOT NULL,
    currency currency NOT NULL DEFAULT 'EUR',
    label text COLLATE old_order,
    net numeric,
    CONSTRAINT hook_pkey PRIMARY KEY (id)
);
CREATE TABLE hook_2024 (extra integer) INHERITS (hook);
ALTER TABLE hook DROP CONSTRAINT hook_pkey,
    ALTER COLUMN id DROP DEFAULT,
    ALTER COLUMN id SET DATA TYPE text,
    ADD CONSTRAINT hook_pkey PRIMARY KEY (id);
DROP SEQUENCE hook_id_seq;
ALTER TABLE hook ALTER COLUMN currency DROP DEFAULT, ALTER COLUMN currency TYPE text, ALTER COLUMN label TYPE text;
DROP TYPE currency;
DROP COLLATION old_order;
CREATE TABLE counted (id serial, other serial);
DROP SEQUENCE counted_other_seq CASCADE;
