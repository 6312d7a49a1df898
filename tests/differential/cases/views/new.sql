CREATE TABLE t (id int PRIMARY KEY, a varchar(50), b bigint, c date, d int);
CREATE VIEW v1 AS SELECT * FROM t WHERE b IN (1, 2, 3, 4);
CREATE VIEW v2 (x, y) AS SELECT id, a FROM v1 WHERE a LIKE 'z%';
CREATE VIEW v3 AS SELECT count(*) AS n, max(c), min(c) AS low FROM v2 JOIN t ON t.id = v2.x GROUP BY b;
CREATE MATERIALIZED VIEW m AS SELECT a, sum(b) AS total, avg(d) FROM t GROUP BY a;
CREATE UNIQUE INDEX m_a ON m (a);
CREATE VIEW checked AS SELECT id, b FROM t WHERE b > 0 WITH CASCADED CHECK OPTION;
COMMENT ON VIEW v2 IS 'second';
COMMENT ON COLUMN v2.y IS 'the y';
GRANT SELECT ON v1 TO PUBLIC;
SET search_path = public, pg_catalog;
CREATE VIEW json AS SELECT '{"a": 1}'::json AS data, '1'::json::text AS one;
CREATE MATERIALIZED VIEW stored AS SELECT 'x'::text AS a, 1.5 AS b, 'y'::text AS c, 2.5 AS d, 1 AS e;
ALTER MATERIALIZED VIEW stored ALTER COLUMN a SET STORAGE EXTERNAL, ALTER COLUMN c SET STORAGE EXTENDED, ALTER COLUMN d SET STORAGE EXTERNAL;
-- whole rows of a table that loses a column, which the view reads
CREATE TABLE whole_kept (id integer, name text, later integer);
CREATE VIEW whole_seen AS SELECT k.id, k.later AS of, (k.* IS NULL) AS absent FROM whole_kept k;
CREATE VIEW whole_above AS SELECT id FROM whole_seen;
COMMENT ON VIEW whole_seen IS 'whole rows';
