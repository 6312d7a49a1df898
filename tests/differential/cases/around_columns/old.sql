-- What hangs on columns that change: statistics with a target, functions that read a whole table, publications, collations of keys.
CREATE TABLE t (a varchar(20), b text COLLATE "C", c numeric, d text);
CREATE STATISTICS t_stats ON a, c FROM t;
ALTER STATISTICS t_stats SET STATISTICS 100;
CREATE INDEX t_b ON t (b COLLATE "C");
CREATE INDEX t_d ON t (d COLLATE "default");
CREATE TABLE fed (a integer PRIMARY KEY);
CREATE PUBLICATION feed FOR TABLE fed;
ALTER DEFAULT PRIVILEGES GRANT USAGE ON TYPES TO pg_monitor;
CREATE TYPE span AS RANGE (subtype = bigint);
