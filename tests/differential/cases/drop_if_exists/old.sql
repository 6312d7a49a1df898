CREATE SCHEMA app;
CREATE TABLE app.t (id integer, a text, b text);
