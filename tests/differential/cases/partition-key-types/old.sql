-- A partition's primary key serves as its parent's unique key, and the other way round, when the parent's is made later.
CREATE TABLE p (a int NOT NULL, b int) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
ALTER TABLE p1 ADD PRIMARY KEY (a);
ALTER TABLE p ADD UNIQUE (a);
CREATE TABLE r (a int NOT NULL, b int) PARTITION BY LIST (a);
CREATE TABLE r1 PARTITION OF r FOR VALUES IN (1);
ALTER TABLE r1 ADD UNIQUE (a);
CREATE TABLE s (a int PRIMARY KEY, b int) PARTITION BY LIST (a);
CREATE TABLE s1 PARTITION OF s FOR VALUES IN (1);
