CREATE TABLE base (id int NOT NULL, label text DEFAULT 'a', CHECK (id > 0));
CREATE TABLE derived (extra int, label text DEFAULT 'b') INHERITS (base);
CREATE TABLE plain (LIKE base INCLUDING ALL, own int);
CREATE TYPE pair AS (x int, y text);
CREATE TABLE typed OF pair (x WITH OPTIONS NOT NULL, PRIMARY KEY (y));
