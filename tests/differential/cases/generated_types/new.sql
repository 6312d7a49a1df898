CREATE TABLE t (a text, b integer, c integer GENERATED ALWAYS AS (length(a)) STORED, d bigint GENERATED ALWAYS AS (b * 2) STORED,
    e text GENERATED ALWAYS AS (a || 'x') STORED);
CREATE INDEX ON t (c);
CREATE VIEW v AS SELECT c, e FROM t;
