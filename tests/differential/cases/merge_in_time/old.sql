-- servers: 15-
CREATE TABLE sums (k integer, total integer);
CREATE TABLE news (a integer);
