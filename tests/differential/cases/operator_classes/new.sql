-- roles: pgp_oc
CREATE SCHEMA app;
CREATE TYPE app.num AS (n integer);
CREATE FUNCTION app.lt(app.num, app.num) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).n < ($2).n';
CREATE FUNCTION app.le(app.num, app.num) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).n <= ($2).n';
CREATE FUNCTION app.eq(app.num, app.num) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).n = ($2).n';
CREATE FUNCTION app.ge(app.num, app.num) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).n >= ($2).n';
CREATE FUNCTION app.gt(app.num, app.num) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).n > ($2).n';
CREATE FUNCTION app.eq(app.num, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).n = $2';
CREATE FUNCTION app.cmp(app.num, app.num) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT sign(($1).n - ($2).n)::integer';
CREATE FUNCTION app.cmp(app.num, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT sign(($1).n - $2)::integer';
CREATE FUNCTION app.hash(app.num) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT ($1).n';
CREATE OPERATOR app.< (FUNCTION = app.lt, LEFTARG = app.num, RIGHTARG = app.num);
CREATE OPERATOR app.<= (FUNCTION = app.le, LEFTARG = app.num, RIGHTARG = app.num);
CREATE OPERATOR app.= (FUNCTION = app.eq, LEFTARG = app.num, RIGHTARG = app.num, COMMUTATOR = OPERATOR(app.=), HASHES, MERGES);
CREATE OPERATOR app.>= (FUNCTION = app.ge, LEFTARG = app.num, RIGHTARG = app.num);
CREATE OPERATOR app.> (FUNCTION = app.gt, LEFTARG = app.num, RIGHTARG = app.num);
CREATE OPERATOR app.= (FUNCTION = app.eq, LEFTARG = app.num, RIGHTARG = integer);
CREATE OPERATOR CLASS app.num_ops FOR TYPE app.num USING btree AS
    OPERATOR 1 app.<, OPERATOR 2 app.<=, OPERATOR 3 app.=, OPERATOR 4 app.>=, OPERATOR 5 app.>,
    FUNCTION 1 app.cmp(app.num, app.num);
CREATE OPERATOR FAMILY app.num_hash USING hash;
CREATE OPERATOR CLASS app.num_hash_ops FOR TYPE app.num USING hash FAMILY app.num_hash AS
    OPERATOR 1 app.= (app.num, app.num), FUNCTION 1 app.hash(app.num);
ALTER OPERATOR FAMILY app.num_ops USING btree ADD OPERATOR 3 app.= (app.num, integer);
CREATE OPERATOR FAMILY app.many USING btree;
CREATE OPERATOR CLASS app.smallest FOR TYPE integer USING btree FAMILY app.many AS
    OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, OPERATOR 1 < (integer, bigint),
    FUNCTION 1 btint4cmp(integer, integer), FUNCTION 2 btint4sortsupport(internal);
CREATE OPERATOR CLASS public.spans FOR TYPE int4range USING gist AS
    OPERATOR 3 && (anyrange, anyrange), OPERATOR 18 = (anyrange, anyrange),
    FUNCTION 1 range_gist_consistent(internal, anyrange, smallint, oid, internal),
    FUNCTION 2 range_gist_union(internal, internal), FUNCTION 5 range_gist_penalty(internal, internal, internal),
    FUNCTION 6 range_gist_picksplit(internal, internal), FUNCTION 7 range_gist_same(anyrange, anyrange, internal);
CREATE OPERATOR CLASS interim FOR TYPE integer USING btree FAMILY app.many AS STORAGE integer;
ALTER OPERATOR CLASS interim USING btree RENAME TO interim2;
ALTER OPERATOR CLASS interim2 USING btree SET SCHEMA app;
DROP OPERATOR CLASS app.interim2 USING btree;
DROP OPERATOR FAMILY IF EXISTS never USING btree;
CREATE TABLE spans (span int4range, size integer);
CREATE INDEX spans_span ON spans USING gist (span spans);
CREATE INDEX spans_size ON spans (size app.smallest);
COMMENT ON OPERATOR FAMILY app.num_hash USING hash IS 'hashes';
ALTER OPERATOR CLASS app.num_hash_ops USING hash OWNER TO pgp_oc;
ALTER OPERATOR FAMILY app.num_hash USING hash OWNER TO pgp_oc;
CREATE TABLE rows (id integer, n app.num, EXCLUDE USING hash (n app.num_hash_ops WITH OPERATOR(app.=)));
CREATE INDEX rows_n ON rows (n app.num_ops);
CREATE VIEW ordered AS SELECT id FROM rows ORDER BY n USING OPERATOR(app.<);
