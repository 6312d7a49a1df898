CREATE EXTENSION pg_trgm;
CREATE TABLE t (a text);
CREATE COLLATION german (provider = icu, locale = 'de');
CREATE TABLE sorted (a char(5) COLLATE german DEFAULT 'x');
