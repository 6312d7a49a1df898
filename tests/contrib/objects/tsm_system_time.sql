CREATE TABLE timed (a int);
CREATE VIEW quick AS SELECT * FROM timed TABLESAMPLE system_time (1000);
