CREATE TABLE visits (a bigint NOT NULL, c cidr NOT NULL) PARTITION BY HASH (a);
CREATE TABLE visits_0 PARTITION OF visits FOR VALUES WITH (MODULUS 4, REMAINDER 2);
CREATE TABLE origin (id int NOT NULL, b int PRIMARY KEY);
CREATE TABLE stays (id int NOT NULL);
CREATE TABLE before_origin (LIKE origin);
CREATE TABLE before_stays (LIKE stays);
