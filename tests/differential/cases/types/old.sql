CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE DOMAIN email AS text CHECK (VALUE ~ '@') DEFAULT 'a@b';
CREATE DOMAIN small AS int NOT NULL CONSTRAINT small_max CHECK (VALUE < 100);
CREATE TYPE point3 AS (x float8, y float8, label varchar(10));
CREATE TYPE floatrange AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE TABLE people (id int, m mood DEFAULT 'ok', e email, s small, p point3, r floatrange, ms mood[]);
CREATE TYPE unused AS ENUM ('a');
