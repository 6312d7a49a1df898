CREATE TABLE logs (id int NOT NULL, at date NOT NULL, n bigint, tag varchar(10)) PARTITION BY RANGE (at);
CREATE TABLE logs_2023 (id int NOT NULL, at date NOT NULL, n bigint, tag varchar(10));
CREATE TABLE logs_2024 PARTITION OF logs FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE logs_rest PARTITION OF logs DEFAULT;
INSERT INTO logs_2023 SELECT i, '2023-03-03', i, 'a' FROM generate_series(1, 50) i;
INSERT INTO logs SELECT i, '2022-03-03', i, 'a' FROM generate_series(1, 50) i;

CREATE TABLE pairs (a int, b text, c timestamptz) PARTITION BY RANGE (a, b);
CREATE TABLE pairs_1 (a int NOT NULL, b text NOT NULL, c timestamptz);
CREATE TABLE pairs_2 (a int NOT NULL, b text NOT NULL, c timestamptz);
CREATE TABLE pairs_3 (a int NOT NULL, b text NOT NULL, c timestamptz);

CREATE TABLE kinds (kind varchar(20), n int) PARTITION BY LIST (kind);
CREATE TABLE kinds_a (kind varchar(20), n int);
CREATE TABLE kinds_none (kind varchar(20), n int);
CREATE TABLE kinds_rest PARTITION OF kinds DEFAULT;
INSERT INTO kinds VALUES ('z', 1);
INSERT INTO kinds_a VALUES ('a', 1);

CREATE TABLE tree (a int, b bigint) PARTITION BY RANGE (a);
CREATE TABLE tree_1 PARTITION OF tree FOR VALUES FROM (1) TO (10) PARTITION BY LIST (b);
CREATE TABLE tree_1_1 (a int, b bigint);
INSERT INTO tree_1_1 VALUES (1, 1);

CREATE TABLE buckets (a int) PARTITION BY HASH (a);
CREATE TABLE buckets_0 (a int);
