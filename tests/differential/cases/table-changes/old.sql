-- Everything a column can change to, partitions that move, heirs that come and go.
CREATE TYPE mood AS ENUM ('a','b');
CREATE TYPE comp AS (x int, y text);
CREATE TABLE a (
  id int NOT NULL, n varchar(20) DEFAULT 'x', t text DEFAULT '1', i int DEFAULT 5, ts timestamp, d date, j json, b boolean DEFAULT true,
  m text, arr text[], g int GENERATED ALWAYS AS (1+1) STORED, g2 int GENERATED ALWAYS AS (2+2) STORED, old int, nu numeric(10,2), st text
);
ALTER TABLE a ALTER st SET STORAGE external, ALTER st SET STATISTICS 100, ALTER st SET (n_distinct=3);
CREATE TABLE p (a int, b text DEFAULT 'q', c int NOT NULL) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE TABLE p2 PARTITION OF p (b DEFAULT 'r') FOR VALUES IN (2);
CREATE TABLE p3 (a int, b text, c int NOT NULL);
CREATE TABLE par (a int, b text, z int);
CREATE TABLE kid (x int) INHERITS (par);
CREATE TABLE kid2 (a int, b text, z int, q int);
CREATE TABLE gone (a int);
CREATE TABLE opts (a int) WITH (fillfactor=50, autovacuum_enabled=false);
CREATE TABLE ty (x int, y text);
