-- Typed tables while their type, its attributes and their own columns change.
CREATE TYPE status AS ENUM ('new', 'open', 'late');
CREATE TYPE entry AS (a integer, b text, c status);
CREATE TYPE note AS (a bigint, b text);
CREATE TABLE entries OF entry (a PRIMARY KEY, b DEFAULT 'x' NOT NULL);
CREATE TABLE moved OF note (a NOT NULL);
CREATE TABLE released OF note;
CREATE TABLE bound (a bigint, b text);
CREATE VIEW shown AS SELECT a, b FROM entries;
CREATE TABLE squeezed OF note;
ALTER TABLE squeezed ALTER COLUMN b SET COMPRESSION pglz;
