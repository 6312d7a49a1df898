CREATE TYPE status AS ENUM ('late', 'new');
CREATE DOMAIN amount AS integer DEFAULT 1 NOT NULL CHECK (VALUE > 0);
CREATE TYPE pair AS (b amount, a status);
CREATE TYPE outer_pair AS (b text, a pair);
CREATE TABLE items (id bigint, a pair, b text, c outer_pair, d amount[], e amount, f status[] DEFAULT '{new}', g status);
ALTER TABLE items ALTER COLUMN c SET STORAGE EXTERNAL;
CREATE TABLE parted (id integer, a pair) PARTITION BY LIST (id);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN (1);
ALTER TABLE parted_1 ALTER COLUMN a SET STORAGE MAIN;
