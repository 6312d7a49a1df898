CREATE TABLE other (a integer);
CREATE TABLE visits (day integer, size integer) PARTITION BY LIST (day);
ALTER TABLE visits ADD CONSTRAINT visits_size CHECK (size > 0);
CREATE TABLE visits_1 PARTITION OF visits FOR VALUES IN (1);
CREATE TABLE visits_2 PARTITION OF visits FOR VALUES IN (2) PARTITION BY LIST (size);
CREATE TABLE visits_2_1 PARTITION OF visits_2 FOR VALUES IN (1);
