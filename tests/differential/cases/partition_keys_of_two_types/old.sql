-- A partition's primary key serves as its parent's unique key.
CREATE TABLE measured (a bigint NOT NULL, b integer CHECK (b > 0)) PARTITION BY list (a);
CREATE TABLE measured_1 (a bigint NOT NULL, b integer);
CREATE TABLE measured_2 PARTITION OF measured FOR VALUES IN (2);
ALTER TABLE measured_2 ADD PRIMARY KEY (a);
ALTER TABLE measured ADD UNIQUE (a);
CREATE TABLE moved (a bigint NOT NULL) PARTITION BY list (a);
CREATE TABLE moved_1 PARTITION OF moved FOR VALUES IN (1);
ALTER TABLE moved_1 ADD PRIMARY KEY (a);
ALTER TABLE moved ADD UNIQUE (a);
CREATE TABLE joined (a bigint, b text) PARTITION BY LIST (a);
CREATE TABLE joined_1 PARTITION OF joined FOR VALUES IN (1, 2);
CREATE TABLE joined_2 (LIKE joined);
-- Attached under a key of the other type: before 17 it is taken for it.
CREATE TABLE under (a bigint) PARTITION BY LIST (a);
ALTER TABLE under ADD UNIQUE (a);
CREATE TABLE under_1 (a bigint PRIMARY KEY);
ALTER TABLE under ATTACH PARTITION under_1 FOR VALUES IN (1);
CREATE TABLE above (a bigint, PRIMARY KEY (a)) PARTITION BY LIST (a);
CREATE TABLE above_1 (a bigint NOT NULL UNIQUE);
CREATE TABLE alone (a bigint) PARTITION BY LIST (a);
ALTER TABLE alone ADD UNIQUE (a);
CREATE TABLE alone_1 (a bigint PRIMARY KEY);
CREATE TABLE joining (a bigint NOT NULL) PARTITION BY LIST (a);
ALTER TABLE joining ADD UNIQUE (a);
CREATE TABLE deeper (a bigint NOT NULL) PARTITION BY LIST (a);
ALTER TABLE deeper ADD UNIQUE (a);
