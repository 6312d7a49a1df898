CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy', 'great');
CREATE DOMAIN email AS text CHECK (VALUE ~ '@' AND length(VALUE) < 200) DEFAULT 'c@d';
CREATE DOMAIN small AS int CONSTRAINT small_max CHECK (VALUE < 1000) CONSTRAINT small_min CHECK (VALUE >= 0);
CREATE TYPE point3 AS (x float8, y float8, z float8, label varchar(10));
CREATE TYPE floatrange AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE TABLE people (id int, m mood DEFAULT 'happy', e email, s small, p point3, r floatrange, ms mood[]);
CREATE TYPE added AS ENUM ('x', 'y');
