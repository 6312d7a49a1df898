-- A check that a partition has only of its parent, and keeps when that goes.
CREATE TABLE c (a int, b text, CONSTRAINT positive CHECK (a > 0)) PARTITION BY RANGE (a);
CREATE TABLE c1 PARTITION OF c FOR VALUES FROM (1) TO (10) PARTITION BY RANGE (a);
CREATE TABLE c11 PARTITION OF c1 DEFAULT;
CREATE TABLE n (a int NOT NULL, b text) PARTITION BY RANGE (a);
CREATE TABLE n1 PARTITION OF n FOR VALUES FROM (1) TO (10);
-- The copy of a foreign key that a partition keeps when it is detached.
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE f (a int, b int) PARTITION BY RANGE (a);
ALTER TABLE f ADD FOREIGN KEY (b) REFERENCES r;
CREATE TABLE f1 PARTITION OF f FOR VALUES FROM (1) TO (10);
CREATE TABLE f2 PARTITION OF f FOR VALUES FROM (10) TO (20);
ALTER TABLE f DETACH PARTITION f1;
-- A default partition is not detached concurrently.
CREATE TABLE d (a int) PARTITION BY RANGE (a);
CREATE TABLE d1 PARTITION OF d DEFAULT;
-- What is said about a copy of an index.
CREATE TABLE x (a int, b text) PARTITION BY RANGE (a);
CREATE INDEX xi ON x (b, lower(b));
