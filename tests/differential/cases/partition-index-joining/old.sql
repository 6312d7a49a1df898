-- A table with indexes of its own becomes a partition, and is none any more.
-- t01: apart
CREATE TABLE t01 (a int NOT NULL, b text) PARTITION BY RANGE (a); CREATE TABLE t01_1 (a int NOT NULL, b text);
CREATE INDEX t01_i ON t01 (b); CREATE INDEX t01_x ON t01_1 (b);
-- t02: apart
CREATE TABLE t02 (a int NOT NULL, b text) PARTITION BY RANGE (a); CREATE TABLE t02_1 (a int NOT NULL, b text);
CREATE INDEX t02_i ON t02 (b); CREATE INDEX t02_x ON t02_1 (b);
-- t03: apart
CREATE TABLE t03 (a int NOT NULL, b text) PARTITION BY RANGE (a); CREATE TABLE t03_1 (a int NOT NULL, b text);
CREATE INDEX t03_i ON t03 (b); CREATE INDEX t03_x ON t03_1 (b);
-- t04: apart
CREATE TABLE t04 (a int NOT NULL, b text) PARTITION BY RANGE (a); CREATE TABLE t04_1 (a int NOT NULL, b text);
CREATE INDEX t04_i ON t04 (b); CREATE INDEX t04_x ON t04_1 (b);
-- t05: apart
CREATE TABLE t05 (a int NOT NULL, b text) PARTITION BY RANGE (a); CREATE TABLE t05_1 (a int NOT NULL, b text);
CREATE INDEX t05_i ON t05 (b); CREATE INDEX t05_x ON t05_1 (b);
-- t06: apart
CREATE TABLE t06 (a int NOT NULL, b text) PARTITION BY RANGE (a); CREATE TABLE t06_1 (a int NOT NULL, b text);
CREATE INDEX t06_i ON t06 (b); CREATE INDEX t06_x ON t06_1 (b);
-- t07: two, apart
CREATE TABLE t07 (a int NOT NULL, b text) PARTITION BY RANGE (a); CREATE TABLE t07_1 (a int NOT NULL, b text);
CREATE INDEX t07_i ON t07 (b); CREATE INDEX t07_x ON t07_1 (b); CREATE INDEX t07_y ON t07_1 (b);
-- t08: two, apart
CREATE TABLE t08 (a int NOT NULL, b text) PARTITION BY RANGE (a); CREATE TABLE t08_1 (a int NOT NULL, b text);
CREATE INDEX t08_i ON t08 (b); CREATE INDEX t08_x ON t08_1 (b); CREATE INDEX t08_y ON t08_1 (b);
-- t09: two, apart
CREATE TABLE t09 (a int NOT NULL, b text) PARTITION BY RANGE (a); CREATE TABLE t09_1 (a int NOT NULL, b text);
CREATE INDEX t09_i ON t09 (b); CREATE INDEX t09_x ON t09_1 (b); CREATE INDEX t09_y ON t09_1 (b);
-- t10: two, apart
CREATE TABLE t10 (a int NOT NULL, b text) PARTITION BY RANGE (a); CREATE TABLE t10_1 (a int NOT NULL, b text);
CREATE INDEX t10_i ON t10 (b); CREATE INDEX t10_x ON t10_1 (b); CREATE INDEX t10_y ON t10_1 (b);
-- t11: two, apart
CREATE TABLE t11 (a int NOT NULL, b text) PARTITION BY RANGE (a); CREATE TABLE t11_1 (a int NOT NULL, b text);
CREATE INDEX t11_i ON t11 (b); CREATE INDEX t11_x ON t11_1 (b); CREATE INDEX t11_y ON t11_1 (b);
-- t12: attached with its own
CREATE TABLE t12 (a int NOT NULL, b text) PARTITION BY RANGE (a); CREATE TABLE t12_1 (a int NOT NULL, b text);
CREATE INDEX t12_i ON t12 (b); CREATE INDEX t12_x ON t12_1 (b); ALTER TABLE t12 ATTACH PARTITION t12_1 FOR VALUES FROM (1) TO (10);
-- t13: attached with its own
CREATE TABLE t13 (a int NOT NULL, b text) PARTITION BY RANGE (a); CREATE TABLE t13_1 (a int NOT NULL, b text);
CREATE INDEX t13_i ON t13 (b); CREATE INDEX t13_x ON t13_1 (b); ALTER TABLE t13 ATTACH PARTITION t13_1 FOR VALUES FROM (1) TO (10);
-- t14: attached with its own
CREATE TABLE t14 (a int NOT NULL, b text) PARTITION BY RANGE (a); CREATE TABLE t14_1 (a int NOT NULL, b text);
CREATE INDEX t14_i ON t14 (b); CREATE INDEX t14_x ON t14_1 (b); ALTER TABLE t14 ATTACH PARTITION t14_1 FOR VALUES FROM (1) TO (10);
-- t15: attached with its own
CREATE TABLE t15 (a int NOT NULL, b text) PARTITION BY RANGE (a); CREATE TABLE t15_1 (a int NOT NULL, b text);
CREATE INDEX t15_i ON t15 (b); CREATE INDEX t15_x ON t15_1 (b); ALTER TABLE t15 ATTACH PARTITION t15_1 FOR VALUES FROM (1) TO (10);
-- t16: attached with two
CREATE TABLE t16 (a int NOT NULL, b text) PARTITION BY RANGE (a); CREATE TABLE t16_1 (a int NOT NULL, b text);
CREATE INDEX t16_i ON t16 (b); CREATE INDEX t16_y ON t16_1 (b); CREATE INDEX t16_x ON t16_1 (b); ALTER TABLE t16 ATTACH PARTITION t16_1 FOR VALUES FROM (1) TO (10);
-- t17: attached with two
CREATE TABLE t17 (a int NOT NULL, b text) PARTITION BY RANGE (a); CREATE TABLE t17_1 (a int NOT NULL, b text);
CREATE INDEX t17_i ON t17 (b); CREATE INDEX t17_y ON t17_1 (b); CREATE INDEX t17_x ON t17_1 (b); ALTER TABLE t17 ATTACH PARTITION t17_1 FOR VALUES FROM (1) TO (10);
-- t18: attached with two
CREATE TABLE t18 (a int NOT NULL, b text) PARTITION BY RANGE (a); CREATE TABLE t18_1 (a int NOT NULL, b text);
CREATE INDEX t18_i ON t18 (b); CREATE INDEX t18_y ON t18_1 (b); CREATE INDEX t18_x ON t18_1 (b); ALTER TABLE t18 ATTACH PARTITION t18_1 FOR VALUES FROM (1) TO (10);
-- t19: attached before
CREATE TABLE t19 (a int NOT NULL, b text) PARTITION BY RANGE (a); CREATE TABLE t19_1 (a int NOT NULL, b text);
CREATE INDEX t19_i ON t19 (b); ALTER TABLE t19 ATTACH PARTITION t19_1 FOR VALUES FROM (1) TO (10); CREATE INDEX t19_x ON t19_1 (b); COMMENT ON INDEX t19_x IS 'alone';
-- t20: attached before
CREATE TABLE t20 (a int NOT NULL, b text) PARTITION BY RANGE (a); CREATE TABLE t20_1 (a int NOT NULL, b text);
CREATE INDEX t20_i ON t20 (b); ALTER TABLE t20 ATTACH PARTITION t20_1 FOR VALUES FROM (1) TO (10); CREATE INDEX t20_x ON t20_1 (b); COMMENT ON INDEX t20_x IS 'alone';
-- t21: other bounds
CREATE TABLE t21 (a int NOT NULL, b text) PARTITION BY RANGE (a); CREATE TABLE t21_1 (a int NOT NULL, b text);
CREATE INDEX t21_i ON t21 (b); ALTER TABLE t21 ATTACH PARTITION t21_1 FOR VALUES FROM (10) TO (20); CREATE INDEX t21_x ON t21_1 (b);
-- a tree joins another one, and its index lacks a partition's
CREATE TABLE lacking (a integer, b integer) PARTITION BY RANGE (a);
CREATE TABLE lacking_1 (a integer, b integer) PARTITION BY LIST (b);
CREATE INDEX lacking_1_index ON ONLY lacking_1 (a);
