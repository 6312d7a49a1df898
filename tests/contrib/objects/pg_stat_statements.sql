CREATE VIEW slow AS SELECT query, calls, mean_exec_time FROM pg_stat_statements WHERE calls > 10 ORDER BY mean_exec_time DESC;
CREATE FUNCTION top() RETURNS SETOF pg_stat_statements LANGUAGE sql AS 'SELECT * FROM pg_stat_statements';
