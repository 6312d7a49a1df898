CREATE SCHEMA app;
CREATE TYPE app.pair AS (a integer, b integer);
CREATE TYPE color AS ENUM ('red', 'green');
CREATE FUNCTION app.pair_sum(app.pair) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT ($1).a + ($1).b + 0';
CREATE FUNCTION app.pair_max(app.pair) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT greatest(($1).a, ($1).b)';
CREATE FUNCTION color_number(color) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT CASE $1 WHEN ''red'' THEN 1 ELSE 2 END';
CREATE CAST (app.pair AS integer) WITH FUNCTION app.pair_max(app.pair) AS IMPLICIT;
COMMENT ON CAST (app.pair AS integer) IS 'the larger one';
CREATE CAST (color AS integer) WITH FUNCTION color_number(color) AS ASSIGNMENT;
CREATE CAST (color AS bigint) WITH INOUT;
DROP CAST (color AS bigint);
DROP CAST IF EXISTS (color AS text);
CREATE VIEW sums AS SELECT (ROW(1, 2)::app.pair)::integer AS total;
CREATE VIEW numbers AS SELECT 'red'::color::integer AS number;
-- A keyword of newer servers, which older ones do not quote.
CREATE FUNCTION app."json"(color) RETURNS json LANGUAGE sql IMMUTABLE AS 'SELECT to_json($1::text)';
CREATE CAST (color AS json) WITH FUNCTION app."json"(color);
