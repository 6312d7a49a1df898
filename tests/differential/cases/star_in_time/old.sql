CREATE TABLE t (id integer PRIMARY KEY, a text NOT NULL);
CREATE VIEW everything AS SELECT * FROM t;
