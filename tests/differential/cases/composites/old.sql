CREATE TYPE address AS (street text, city text COLLATE "C", zip varchar(10));
CREATE TYPE unused AS (a int, b numeric(10,2)[]);
CREATE TYPE nothing AS ();
CREATE TABLE people (id int, home address, others address[]);
CREATE VIEW cities AS SELECT id, (home).city FROM people;
CREATE FUNCTION city_of(a address) RETURNS text LANGUAGE sql AS 'SELECT (a).city';
COMMENT ON COLUMN unused.a IS 'a number';
