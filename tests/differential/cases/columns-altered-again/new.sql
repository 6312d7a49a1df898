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

-- CASCADE takes foreign keys and views along.
CREATE TABLE target (id integer CONSTRAINT target_pkey PRIMARY KEY, n integer, m integer UNIQUE);
CREATE TABLE source (t integer CONSTRAINT source_t REFERENCES target, m integer CONSTRAINT source_m REFERENCES target (m));
CREATE VIEW target_n AS SELECT n FROM target;
CREATE VIEW target_id AS SELECT id FROM target;
CREATE VIEW on_view AS SELECT * FROM target_n;
ALTER TABLE target DROP CONSTRAINT target_pkey CASCADE;
ALTER TABLE target ADD CONSTRAINT target_pkey PRIMARY KEY (n);
ALTER TABLE source ADD CONSTRAINT source_t FOREIGN KEY (t) REFERENCES target;
ALTER TABLE target DROP COLUMN n CASCADE, DROP COLUMN m CASCADE;
-- An index that foreign keys need.
CREATE TABLE clients (id text, nid integer);
CREATE UNIQUE INDEX clients_id ON clients (nid, id);
CREATE TABLE tokens (client text, nid integer, CONSTRAINT tokens_client FOREIGN KEY (client, nid) REFERENCES clients (id, nid));
DROP INDEX clients_id CASCADE;
CREATE UNIQUE INDEX clients_id ON clients (id);
ALTER TABLE tokens ADD CONSTRAINT tokens_client FOREIGN KEY (client) REFERENCES clients (id);
