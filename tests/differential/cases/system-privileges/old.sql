-- roles: sys_monitor sys_reader
-- What initdb granted, given to others, taken away, and said again as it is.
GRANT EXECUTE ON FUNCTION pg_catalog.pg_stat_reset() TO sys_monitor;
REVOKE ALL ON FUNCTION pg_catalog.lo_import(text) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION pg_sleep(double precision) FROM PUBLIC;
GRANT SELECT ON pg_catalog.pg_authid TO sys_monitor;
GRANT SELECT ON pg_stat_activity TO PUBLIC;
GRANT SELECT (oid, rolname) ON pg_catalog.pg_authid TO sys_reader;
REVOKE SELECT ON pg_catalog.pg_settings FROM PUBLIC;
GRANT SELECT ON information_schema.tables TO sys_reader;
REVOKE CREATE ON SCHEMA pg_catalog FROM PUBLIC;
GRANT CREATE ON SCHEMA information_schema TO sys_reader;
GRANT USAGE ON LANGUAGE plpgsql TO sys_reader;
REVOKE USAGE ON TYPE pg_catalog.money FROM PUBLIC;
CREATE TABLE public.kept (id integer);
