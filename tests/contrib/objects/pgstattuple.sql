CREATE TABLE measured (a int PRIMARY KEY);
CREATE VIEW bloat AS SELECT s.tuple_count, s.free_space FROM pgstattuple('measured'::regclass) s;
CREATE VIEW depth AS SELECT tree_level FROM pgstatindex('measured_pkey');
