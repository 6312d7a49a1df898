CREATE TABLE measured (a bigint NOT NULL, b integer) PARTITION BY list (a);
CREATE TABLE measured_1 PARTITION OF measured FOR VALUES IN (1);
ALTER TABLE measured_1 ADD PRIMARY KEY (a);
CREATE TABLE measured_2 PARTITION OF measured FOR VALUES IN (2);
ALTER TABLE measured_2 ADD PRIMARY KEY (a);
ALTER TABLE measured ADD UNIQUE (a);
CREATE TABLE moved (a bigint NOT NULL) PARTITION BY list (a);
CREATE TABLE moved_1 PARTITION OF moved FOR VALUES IN (2, 3);
ALTER TABLE moved_1 ADD PRIMARY KEY (a);
ALTER TABLE moved ADD UNIQUE (a);
-- The key of the second, which joins late, comes early for the parent's: after its columns have changed.
CREATE TABLE joined (a bigint, b text) PARTITION BY LIST (a);
CREATE TABLE joined_1 PARTITION OF joined FOR VALUES IN (1, 2);
ALTER TABLE joined_1 ADD UNIQUE (a);
CREATE TABLE joined_2 (LIKE joined);
ALTER TABLE joined ATTACH PARTITION joined_2 FOR VALUES IN (3);
ALTER TABLE joined ADD PRIMARY KEY (a);
