-- What stands on a column that is made again: files do not tell what needs it.
-- files: too
CREATE TABLE t (a bigint, c int4range GENERATED ALWAYS AS (int4range(0, a::int)) STORED, d bigint GENERATED ALWAYS AS (a + 1) STORED, CONSTRAINT present CHECK (c IS NOT NULL), CONSTRAINT apart EXCLUDE (a WITH =) WHERE (c IS NOT NULL));
CREATE INDEX t_i ON t (c DESC, a DESC);
CREATE INDEX t_a ON t (a);
ALTER TABLE t ADD CONSTRAINT t_key UNIQUE (a, c);
COMMENT ON CONSTRAINT present ON t IS 'always';
CREATE TABLE p (a bigint, b boolean, c int4range GENERATED ALWAYS AS (int4range(0, length(b::text))) STORED) PARTITION BY list (a);
CREATE TABLE p0 PARTITION OF p FOR VALUES IN (3, NULL) PARTITION BY RANGE (a);
CREATE TABLE p00 PARTITION OF p0 FOR VALUES FROM (MINVALUE) TO (4);
CREATE INDEX p00_i ON p00 (c DESC, a DESC);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (4);
CREATE INDEX p1_i ON p1 (c, b);
