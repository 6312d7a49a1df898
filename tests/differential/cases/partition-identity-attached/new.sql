-- Tables that become partitions get a column in which their new parent has an identity: servers before 17 give them none.
CREATE TABLE p (a bigint, e bigint GENERATED ALWAYS AS IDENTITY (INCREMENT BY 5)) PARTITION BY LIST (a);
CREATE TABLE p2 PARTITION OF p FOR VALUES IN (1, 2) PARTITION BY RANGE (a);
CREATE TABLE p21 PARTITION OF p2 DEFAULT;
