-- Rows of published tables without a replica identity cannot be filled one by one.
CREATE TABLE t (a integer, b text);
CREATE TABLE u (a integer PRIMARY KEY, b text);
CREATE TABLE w (a integer, b text) PARTITION BY LIST (a);
CREATE TABLE w1 PARTITION OF w FOR VALUES IN (1, 3);
INSERT INTO t VALUES (1, 'a'); INSERT INTO u VALUES (1, 'a'); INSERT INTO w VALUES (1, 'a');
CREATE PUBLICATION p FOR TABLE t, u, w;
