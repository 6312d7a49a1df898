CREATE TABLE users (id integer CONSTRAINT person_key PRIMARY KEY);
CREATE TABLE action (id text PRIMARY KEY);

CREATE TYPE kind AS (a integer);
CREATE DOMAIN pair AS text;
CREATE TYPE span AS RANGE (subtype = integer);
CREATE TYPE state AS ENUM ('open', 'closed');
CREATE TABLE job (id integer);
CREATE VIEW mood AS SELECT 1 AS one;
CREATE SEQUENCE counter;

CREATE SEQUENCE part_id_seq AS integer;
CREATE VIEW part AS SELECT 1 AS id;
