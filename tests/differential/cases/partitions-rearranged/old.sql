-- A bound that one partition leaves is another's that comes before it.
CREATE TABLE p (a bigint, b varchar) PARTITION BY hash (a);
CREATE TABLE p0 PARTITION OF p FOR VALUES WITH (MODULUS 4, REMAINDER 2);
ALTER TABLE p0 ADD PRIMARY KEY (a);
CREATE TABLE p2 PARTITION OF p FOR VALUES WITH (MODULUS 2, REMAINDER 1);
