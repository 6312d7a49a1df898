CREATE TYPE address AS (city text COLLATE "C", street text, zip varchar(12), country char(2));
CREATE TYPE unused AS (a bigint, c timestamp(3));
ALTER TYPE unused ADD ATTRIBUTE d text, ALTER ATTRIBUTE c TYPE timestamptz;
CREATE TYPE holder AS (one address);
CREATE TABLE people (id int, home address, others address[]);
CREATE VIEW cities AS SELECT id, (home).city FROM people;
CREATE FUNCTION city_of(a address) RETURNS text LANGUAGE sql AS 'SELECT (a).city';
