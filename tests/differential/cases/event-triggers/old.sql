-- roles: diff_super
CREATE SCHEMA audit;
CREATE FUNCTION audit.log() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;
CREATE FUNCTION audit.other() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;
CREATE EVENT TRIGGER same ON ddl_command_end WHEN TAG IN ('create table', 'ALTER TABLE') EXECUTE FUNCTION audit.log();
CREATE EVENT TRIGGER retagged ON ddl_command_start WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION audit.log();
CREATE EVENT TRIGGER off ON sql_drop EXECUTE FUNCTION audit.log();
CREATE EVENT TRIGGER "Gone" ON table_rewrite EXECUTE PROCEDURE audit.log();
CREATE EVENT TRIGGER another_function ON sql_drop EXECUTE FUNCTION audit.other();
ALTER EVENT TRIGGER off DISABLE;
COMMENT ON EVENT TRIGGER retagged IS 'of indexes';
