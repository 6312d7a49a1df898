-- roles: diff_reader diff_writer
CREATE TABLE secrets (id int, owner_name name DEFAULT current_user, level int);
ALTER TABLE secrets ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON secrets USING (owner_name = current_user);
CREATE POLICY low ON secrets AS RESTRICTIVE FOR SELECT TO diff_reader USING (level < 3);
CREATE POLICY ins ON secrets FOR INSERT TO diff_writer WITH CHECK (level BETWEEN 0 AND 5);
GRANT SELECT ON secrets TO diff_reader;
GRANT INSERT, UPDATE (level) ON secrets TO diff_writer WITH GRANT OPTION;
ALTER TABLE secrets OWNER TO diff_writer;
CREATE SCHEMA hidden AUTHORIZATION diff_writer;
GRANT USAGE ON SCHEMA hidden TO diff_reader;
CREATE FUNCTION hidden.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
REVOKE ALL ON FUNCTION hidden.f() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hidden.f() TO diff_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA hidden GRANT SELECT ON TABLES TO diff_reader;
COMMENT ON TABLE secrets IS 'it''s secret';
COMMENT ON COLUMN secrets.level IS E'line\nbreak';
COMMENT ON POLICY own ON secrets IS 'own rows';
