CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'nowhere', fetch_size '10', extensions 'citext');
CREATE USER MAPPING FOR CURRENT_USER SERVER far OPTIONS (user 'u');
CREATE FOREIGN TABLE away (id int OPTIONS (column_name 'key') NOT NULL, b text CHECK (b <> '')) SERVER far OPTIONS (schema_name 's', table_name 't', updatable 'false');
CREATE VIEW near AS SELECT * FROM away WHERE id > 1;
