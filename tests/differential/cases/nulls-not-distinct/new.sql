-- servers: 15-
CREATE TABLE t (a int, b int UNIQUE , c int, d int, PRIMARY KEY (c, d));
CREATE TABLE u (x int, y int, FOREIGN KEY (x, y) REFERENCES t ON DELETE SET DEFAULT (x, y));
CREATE UNIQUE INDEX nn ON t (a) ;
