-- roles: pgp_op
CREATE SCHEMA app;
CREATE TYPE app.v AS (x integer, y integer);
CREATE FUNCTION app.v_eq(app.v, app.v) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).x = ($2).x AND ($1).y = ($2).y';
CREATE FUNCTION app.v_ne(app.v, app.v) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).x <> ($2).x OR ($1).y <> ($2).y';
CREATE FUNCTION app.v_lt(app.v, app.v) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).x < ($2).x';
CREATE FUNCTION app.v_gt(app.v, app.v) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).x > ($2).x';
CREATE FUNCTION app.v_neg(app.v) RETURNS app.v LANGUAGE sql IMMUTABLE AS 'SELECT ROW(-($1).x, -($1).y)::app.v';
CREATE OPERATOR app.=== (FUNCTION = app.v_eq, LEFTARG = app.v, RIGHTARG = app.v, COMMUTATOR = OPERATOR(app.===),
    NEGATOR = OPERATOR(app.<<>>), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
CREATE OPERATOR app.<<>> (PROCEDURE = app.v_ne, LEFTARG = app.v, RIGHTARG = app.v, NEGATOR = OPERATOR(app.===), RESTRICT = neqsel);
CREATE OPERATOR app.<< (FUNCTION = app.v_lt, LEFTARG = app.v, RIGHTARG = app.v, COMMUTATOR = OPERATOR(app.>>));
CREATE OPERATOR app.~~~ (FUNCTION = app.v_neg, RIGHTARG = app.v);
COMMENT ON OPERATOR app.=== (app.v, app.v) IS 'equal';
COMMENT ON OPERATOR app.~~~ (NONE, app.v) IS 'negative';
ALTER OPERATOR app.<< (app.v, app.v) OWNER TO pgp_op;
CREATE TABLE points (id integer, p app.v, CHECK (p OPERATOR(app.===) p));
CREATE VIEW origin AS SELECT id FROM points WHERE p OPERATOR(app.===) ROW(0, 0)::app.v;
-- A shell whose name comes first, and one that is filled later; other settings tell its partner nothing.
CREATE OPERATOR app.~~~~ (FUNCTION = app.v_eq, LEFTARG = app.v, RIGHTARG = app.v, NEGATOR = OPERATOR(app.!~~~));
CREATE OPERATOR app.@@@ (FUNCTION = app.v_eq, LEFTARG = app.v, RIGHTARG = app.v, NEGATOR = OPERATOR(app.!@@@));
CREATE OPERATOR app.!@@@ (FUNCTION = app.v_ne, LEFTARG = app.v, RIGHTARG = app.v);
ALTER OPERATOR app.@@@ (app.v, app.v) SET (RESTRICT = eqsel);
