-- Which of a partition's two equal indexes is the part of which of its parent's.
CREATE TABLE r (a int, b int) PARTITION BY LIST (a);
CREATE TABLE r0 (LIKE r);
CREATE INDEX r_one ON r (b);
CREATE INDEX ON r (b);
CREATE TABLE s (a int NOT NULL, b int) PARTITION BY LIST (a);
CREATE TABLE s0 PARTITION OF s FOR VALUES IN (1);
ALTER TABLE s ADD UNIQUE (a);
ALTER TABLE s ADD PRIMARY KEY (a);
