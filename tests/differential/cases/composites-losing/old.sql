-- Values without an order, until the attribute is gone.
CREATE TYPE pair AS (a int, b text, c json);
CREATE TABLE held (a pair, b int);
CREATE VIEW reads AS SELECT (h.a).c AS c FROM held h;
CREATE FUNCTION takes(p pair) RETURNS int LANGUAGE sql AS 'SELECT p.a';
-- No value of the typed table can be cast.
CREATE TYPE turned AS (a numeric, b json);
CREATE TABLE typed OF turned;
CREATE VIEW typed_view AS SELECT t.a FROM typed t;
-- Columns of a typed table and what reads them.
CREATE TYPE kept AS (a int, b text, c json);
CREATE TABLE typed_kept OF kept;
CREATE VIEW kept_view AS SELECT t.a FROM typed_kept t;
CREATE TYPE bound AS (a int, c json);
CREATE TABLE typed_bound OF bound;
