CREATE TYPE status AS ENUM ('new', 'late');
CREATE TYPE entry AS (a bigint, c status, d text);
CREATE TYPE note AS (a bigint, b text);
CREATE TABLE entries OF entry (a PRIMARY KEY, d DEFAULT 'x' NOT NULL);
CREATE TABLE moved OF entry (a NOT NULL);
CREATE TABLE released (a bigint, b text);
CREATE TABLE bound OF note (b NOT NULL);
CREATE VIEW shown AS SELECT a FROM entries;
