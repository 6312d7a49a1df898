CREATE TABLE changed (id int, at timestamptz);
CREATE TRIGGER stamp BEFORE UPDATE ON changed FOR EACH ROW EXECUTE PROCEDURE moddatetime(at);
