CREATE TABLE one_to_many (l int, r int);
CREATE VIEW summary AS SELECT l, int_array_aggregate(r) AS rs FROM one_to_many GROUP BY l;
CREATE VIEW spread AS SELECT l, int_array_enum(rs) AS r FROM summary;
