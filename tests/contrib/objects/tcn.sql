CREATE TABLE watched (id int PRIMARY KEY, t text);
CREATE TRIGGER watched_tcn AFTER INSERT OR UPDATE OR DELETE ON watched FOR EACH ROW EXECUTE FUNCTION triggered_change_notification('chan');
