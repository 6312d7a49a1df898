CREATE TABLE sampled (a int);
CREATE VIEW few AS SELECT * FROM sampled TABLESAMPLE system_rows (100);
