-- roles: diff_reader diff_writer
CREATE TABLE secrets (id int, owner_name name DEFAULT current_user, level int);
ALTER TABLE secrets ENABLE ROW LEVEL SECURITY;
ALTER TABLE secrets FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON secrets USING (owner_name = current_user OR level = 0) WITH CHECK (true);
CREATE POLICY low ON secrets FOR SELECT TO diff_reader, diff_writer USING (level < 3);
GRANT SELECT, DELETE ON secrets TO diff_reader;
GRANT INSERT ON secrets TO diff_writer;
CREATE SCHEMA hidden;
GRANT USAGE, CREATE ON SCHEMA hidden TO diff_reader;
CREATE FUNCTION hidden.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER DEFAULT PRIVILEGES IN SCHEMA hidden GRANT SELECT, INSERT ON TABLES TO diff_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE diff_writer REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
COMMENT ON TABLE secrets IS 'less secret';
CREATE POLICY mine ON secrets FOR DELETE TO CURRENT_USER USING (level > 2);
CREATE POLICY two ON secrets FOR UPDATE TO CURRENT_USER, diff_reader USING (level > 2);
