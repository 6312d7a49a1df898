CREATE TYPE mood AS ENUM ('a','b');
CREATE TYPE comp AS (x int, y text);
CREATE TABLE a (
  id bigint, n varchar(30) DEFAULT 'yy' NOT NULL, t int DEFAULT 1, i text DEFAULT '6', ts timestamptz, d timestamp DEFAULT now(), j jsonb NOT NULL, b int DEFAULT 1,
  m mood DEFAULT 'a', arr mood[], g int DEFAULT 4, g2 int GENERATED ALWAYS AS (3+3) STORED, new int DEFAULT 9 NOT NULL, nu bigint, st text COMPRESSION pglz COLLATE "C"
);
CREATE TABLE p (a int, b text DEFAULT 'q2' NOT NULL, c bigint, e int DEFAULT 8) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p (e DEFAULT 10) FOR VALUES IN (1, 11);
CREATE TABLE p2 (a int, b text DEFAULT 'r' NOT NULL, c bigint, e int);
CREATE TABLE p3 PARTITION OF p FOR VALUES IN (3);
CREATE TABLE par (a bigint, b text NOT NULL, q int);
CREATE TABLE kid (x int, y int) INHERITS (par);
CREATE TABLE kid2 (a bigint, b text) INHERITS (par);
CREATE UNLOGGED TABLE opts (a int) WITH (fillfactor=60);
ALTER TABLE opts FORCE ROW LEVEL SECURITY, REPLICA IDENTITY NOTHING;
CREATE TABLE ty OF comp;
