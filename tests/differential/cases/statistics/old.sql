-- roles: pgp_stat
CREATE SCHEMA app;
CREATE TABLE t (a integer, b integer, c text, d date);
CREATE STATISTICS t_ab ON a, b FROM t;
CREATE STATISTICS app.t_kinds (ndistinct, mcv) ON c, b, a FROM t;
CREATE STATISTICS t_one ON (a + b) FROM t;
CREATE STATISTICS t_mixed (dependencies) ON a, lower(c), (b * 2) FROM t;
CREATE STATISTICS t_dropped ON a, d FROM t;
CREATE STATISTICS t_same ON d, (date_trunc('month', d::timestamp)) FROM t;
ALTER STATISTICS t_ab SET STATISTICS 500;
COMMENT ON STATISTICS t_ab IS 'a and b';
ALTER STATISTICS app.t_kinds OWNER TO pgp_stat;
CREATE TABLE like_t (LIKE t INCLUDING ALL);
CREATE TABLE s (x integer, y integer);
CREATE STATISTICS moves ON x, y FROM s;
CREATE TABLE retyped (x numeric(12,2), y integer);
CREATE STATISTICS owned ON x, y FROM retyped;
ALTER STATISTICS owned OWNER TO pgp_stat;
