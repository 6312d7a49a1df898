CREATE TABLE base (id int NOT NULL, label text DEFAULT 'a', more date, CHECK (id > 1));
CREATE TABLE derived (extra int) INHERITS (base);
CREATE TABLE plain (LIKE base INCLUDING DEFAULTS, own int);
CREATE TYPE pair AS (x int, y text);
CREATE TABLE typed OF pair (x WITH OPTIONS DEFAULT 7);
