CREATE EXTENSION citext;
CREATE SCHEMA tools;
CREATE EXTENSION hstore SCHEMA tools;
CREATE TABLE t (a citext, b tools.hstore);
CREATE DOMAIN email AS citext CHECK (VALUE ~ '@');
CREATE FUNCTION f(x citext) RETURNS tools.hstore LANGUAGE sql AS 'SELECT NULL::tools.hstore';
CREATE TYPE labelled AS (a tools.hstore, b integer);
CREATE TABLE u (a labelled);
