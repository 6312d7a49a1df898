-- What the expressions of expressions.txt are about.
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE DOMAIN percent AS numeric(5, 2) CHECK (VALUE >= 0);
CREATE TYPE pair AS (a int, b text);
CREATE TABLE t (
    i int, j int, s smallint, l bigint, n numeric, x numeric(8, 2), f float8, r real, t text, v varchar(20), c char(5), d date, ts timestamp, tz timestamptz,
    tm time, iv interval, bo bool, bp bool, u uuid, js json, jb jsonb, ia int[], ta text[], va varchar(5)[], ba bytea, m mood, p percent, ip inet, rg int4range,
    pt point, bt bit(4), pa pair, xm xml, vec tsvector, ma mood[], "Q" int, "select" text
);
CREATE TABLE o (id int PRIMARY KEY, i int, name text, at timestamptz, amount numeric(10, 2), kind varchar(10));
CREATE SCHEMA other;
CREATE TABLE other.o (id int PRIMARY KEY, label text);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE FUNCTION fi(a int, b text DEFAULT 'x') RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION fv(VARIADIC a int[]) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1';
CREATE SEQUENCE seq;
CREATE TABLE dt ();
CREATE TABLE gt (LIKE t);
