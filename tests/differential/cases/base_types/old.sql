-- roles: pgp_bt
CREATE SCHEMA app;
CREATE TYPE app.word;
CREATE FUNCTION app.word_in(cstring) RETURNS app.word LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION app.word_out(app.word) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE FUNCTION app.word_recv(internal) RETURNS app.word LANGUAGE internal STABLE STRICT AS 'textrecv';
CREATE FUNCTION app.word_send(app.word) RETURNS bytea LANGUAGE internal STABLE STRICT AS 'textsend';
CREATE TYPE app.word (INPUT = app.word_in, OUTPUT = app.word_out, INTERNALLENGTH = variable, ALIGNMENT = int4, STORAGE = main,
    CATEGORY = 'S', DEFAULT = 'none', COLLATABLE = true);
CREATE TYPE number;
CREATE FUNCTION number_in(cstring) RETURNS number LANGUAGE internal IMMUTABLE STRICT AS 'int8in';
CREATE FUNCTION number_out(number) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int8out';
CREATE TYPE number (INPUT = number_in, OUTPUT = number_out, LIKE = int8, PREFERRED);
CREATE TYPE pending;
COMMENT ON TYPE app.word IS 'a word';
ALTER TYPE number OWNER TO pgp_bt;
GRANT USAGE ON TYPE number TO pgp_bt;
CREATE TABLE words (id integer, w app.word);
CREATE FUNCTION twice(app.word) RETURNS app.word LANGUAGE sql AS 'SELECT $1';
CREATE VIEW numbers AS SELECT '1'::number AS n;
CREATE CAST (app.word AS text) WITHOUT FUNCTION AS ASSIGNMENT;
