-- The key that u refers to comes with the parent's, when p1 is attached again.
CREATE TABLE p (a int NOT NULL) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (20) TO (30);
CREATE TABLE u (a int);
-- The key of q counts once q1 is attached, that of q0 once its partition has one.
CREATE TABLE q (a bigint NOT NULL) PARTITION BY RANGE (a);
CREATE TABLE q0 PARTITION OF q FOR VALUES FROM (20) TO (MAXVALUE) PARTITION BY RANGE (a);
ALTER TABLE q0 ADD UNIQUE (a);
CREATE TABLE q0_1 PARTITION OF q0 FOR VALUES FROM (20) TO (30);
CREATE TABLE q1 PARTITION OF q FOR VALUES FROM (10) TO (20);
