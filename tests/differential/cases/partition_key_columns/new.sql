CREATE TYPE region AS ENUM ('south', 'north');
CREATE TABLE measured (a bigint NOT NULL, b integer NOT NULL, c numeric GENERATED ALWAYS AS (a * 2) STORED) PARTITION BY RANGE (a);
ALTER TABLE measured ADD CHECK (a <> 5);
CREATE TABLE measured_1 PARTITION OF measured FOR VALUES FROM (1) TO (10) PARTITION BY LIST (b);
CREATE TABLE measured_1_1 PARTITION OF measured_1 FOR VALUES IN (1);
CREATE TABLE measured_2 PARTITION OF measured FOR VALUES FROM (10) TO (20);
CREATE TABLE sold (place region, n integer) PARTITION BY LIST (place);
CREATE TABLE sold_north PARTITION OF sold FOR VALUES IN ('north');
CREATE VIEW all_measured AS SELECT a FROM measured;
