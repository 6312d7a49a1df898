-- Several columns of one expression change their types.
CREATE TABLE t (a integer, b integer, x integer, CHECK (COALESCE(a, b) > 0), CONSTRAINT e EXCLUDE (COALESCE(a, b) WITH =));
CREATE INDEX i ON t (COALESCE(a, b));
CREATE UNIQUE INDEX k ON t (x) WHERE COALESCE(a, b) > 0;
CREATE STATISTICS s ON (COALESCE(a, b)), x FROM t;
CREATE TABLE p (a integer, b integer, c integer, CHECK (COALESCE(a, b) > 0)) PARTITION BY LIST (c);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE INDEX pi ON p (COALESCE(a, b));
CREATE INDEX p1i ON p1 (COALESCE(b, a));
CREATE TABLE h (a integer, b integer, CHECK (COALESCE(a, b) > 0));
CREATE TABLE h1 (z integer, CHECK (COALESCE(a, b) > 1)) INHERITS (h);
CREATE INDEX hi ON h1 (COALESCE(b, a));
