-- Keys, types and relations whose names others take while what refers to them goes with its table.
CREATE TABLE people (id integer CONSTRAINT person_key PRIMARY KEY);
CREATE TABLE alert (id integer PRIMARY KEY, person integer CONSTRAINT alert_person REFERENCES people);
CREATE TABLE note (id integer PRIMARY KEY, alert integer REFERENCES alert, person integer REFERENCES people);

-- A foreign key that goes with its table, of a column that gets another type.
CREATE TABLE action (id uuid PRIMARY KEY);
CREATE TABLE run (id integer PRIMARY KEY, action uuid CONSTRAINT run_action REFERENCES action);
CREATE VIEW running AS SELECT r.id FROM run r JOIN action a ON a.id = r.action;

CREATE TYPE kind AS ENUM ('a', 'b');
CREATE TYPE pair AS (a integer);
CREATE DOMAIN span AS integer;
CREATE TABLE state (name text PRIMARY KEY);
CREATE TABLE job (id integer, state text REFERENCES state);
CREATE TYPE mood AS ENUM ('a');
CREATE TYPE counter AS ENUM ('a');

-- A view takes the table's name; its sequence stays.
CREATE TABLE part (id serial, name text);
