-- roles: sys_monitor sys_reader
GRANT EXECUTE ON FUNCTION pg_catalog.pg_stat_reset() TO sys_monitor WITH GRANT OPTION;
GRANT EXECUTE ON FUNCTION pg_catalog.pg_stat_reset() TO sys_reader;
GRANT EXECUTE ON FUNCTION pg_catalog.lo_import(text) TO sys_reader;
GRANT EXECUTE ON FUNCTION pg_sleep(float8), pg_catalog.pg_read_file(text, int8, int8) TO sys_monitor;
REVOKE ALL ON pg_catalog.pg_statistic, pg_catalog.pg_authid FROM PUBLIC;
GRANT SELECT (prosrc) ON pg_proc TO sys_reader;
REVOKE SELECT ON pg_catalog.pg_settings FROM PUBLIC;
GRANT SELECT, UPDATE ON pg_catalog.pg_settings TO sys_monitor;
REVOKE ALL ON pg_catalog.pg_subscription FROM PUBLIC;
REVOKE SELECT ON information_schema.tables FROM PUBLIC;
GRANT USAGE ON SCHEMA pg_catalog TO sys_reader;
REVOKE USAGE ON SCHEMA information_schema FROM PUBLIC;
REVOKE ALL ON LANGUAGE plpgsql, sql FROM PUBLIC;
GRANT USAGE ON LANGUAGE plpgsql TO sys_monitor WITH GRANT OPTION;
GRANT USAGE ON TYPE money TO sys_monitor;
REVOKE USAGE ON DOMAIN information_schema.cardinal_number FROM PUBLIC;
CREATE TABLE public.kept (id integer);
