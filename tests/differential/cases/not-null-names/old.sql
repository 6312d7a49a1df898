-- files: too
-- A partition that will have its parent's NOT NULL has it by that name before it is attached.
CREATE TABLE visits (a integer NOT NULL, c cidr) PARTITION BY HASH (a);
CREATE TABLE visits_0 (LIKE visits);
ALTER TABLE visits ATTACH PARTITION visits_0 FOR VALUES WITH (MODULUS 4, REMAINDER 2);
CREATE TABLE stays (id int);
