-- Generated columns get other types, with and without a cast that the server takes by itself.
CREATE TABLE t (a text, b integer, c text GENERATED ALWAYS AS (a || 'x') STORED, d integer GENERATED ALWAYS AS (b * 2) STORED,
    e integer GENERATED ALWAYS AS (length(a)) STORED);
CREATE INDEX ON t (c);
CREATE VIEW v AS SELECT c, e FROM t;
