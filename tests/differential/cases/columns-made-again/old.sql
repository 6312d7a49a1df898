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
-- A generated column that is not wanted any more goes before its base changes, with what names it.
CREATE TABLE g (a double precision, c numeric GENERATED ALWAYS AS (a * 2) STORED, d integer);
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER g_changed BEFORE INSERT OR UPDATE OF c ON g FOR EACH STATEMENT EXECUTE FUNCTION noted();
CREATE TABLE q (a bigint NOT NULL, b int4range) PARTITION BY RANGE (a);
CREATE TABLE q1 PARTITION OF q FOR VALUES FROM (10) TO (20) PARTITION BY RANGE (a);
CREATE TABLE q10 PARTITION OF q1 FOR VALUES FROM (15) TO (MAXVALUE);
ALTER TABLE q10 ADD CONSTRAINT q10_apart EXCLUDE USING gist (b WITH &&);
CREATE TABLE q11 PARTITION OF q1 FOR VALUES FROM (10) TO (15);
