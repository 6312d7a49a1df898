-- files: too
-- Types that are made again under columns, under other types, and where the column gets another type or the other type goes.
CREATE TYPE status AS ENUM ('new', 'open', 'late');
CREATE DOMAIN amount AS integer DEFAULT 1;
CREATE TYPE pair AS (a status, b amount);
CREATE TYPE gone AS (a status, b text);
CREATE TYPE outer_pair AS (a pair, b text);
CREATE TABLE items (id bigint, a pair, b gone, c outer_pair, d amount[], e amount, f status[] DEFAULT '{new}', g pair);
ALTER TABLE items ALTER COLUMN c SET STORAGE EXTERNAL;
CREATE TABLE parted (id integer, a pair) PARTITION BY LIST (id);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN (1);
ALTER TABLE parted_1 ALTER COLUMN a SET STORAGE MAIN;
CREATE DOMAIN price AS amount CHECK (VALUE < 1000);
CREATE DOMAIN plain AS amount DEFAULT NULL;
CREATE DOMAIN changing AS amount;
CREATE TYPE span AS RANGE (subtype = text, collation = "C");
CREATE TYPE words AS RANGE (subtype = text, collation = "C");
CREATE TABLE spans (a span, b words);
CREATE DOMAIN size AS bigint;
CREATE DOMAIN big_size AS size;
CREATE TYPE box AS (label text, height big_size);
CREATE TABLE boxes (id integer, b box);
CREATE DOMAIN height AS integer;
CREATE DOMAIN big_height AS height;
CREATE TYPE bar AS (h big_height, label text);
CREATE TABLE bars (id integer, b bar);
-- A domain over a composite type whose attribute changes: inside of an array, and gone while its column gets another type.
CREATE TYPE part AS (a integer, c varchar(20));
CREATE DOMAIN whole_part AS part;
CREATE TYPE holder AS (x text, z whole_part);
CREATE TABLE held (k integer, h holder[]);
CREATE TYPE leaf AS (a integer, c varchar(20));
CREATE DOMAIN left_leaf AS leaf;
CREATE TABLE leaves (k integer, l left_leaf);
CREATE TYPE reach AS RANGE (subtype = text);
CREATE DOMAIN unused_reach AS reach;
CREATE TYPE stretch AS RANGE (subtype = text);
CREATE TABLE stretches (s stretch, d integer);
