-- servers: 14-16
-- What functions of an extension (before 16), and one's own, look for along the path; from 17 on a server does not let them.
CREATE EXTENSION cube;
CREATE EXTENSION earthdistance;
CREATE SCHEMA s;
CREATE TABLE places (lat double precision, lon double precision, name text);
CREATE INDEX places_earth ON places USING gist (ll_to_earth(lat, lon));
CREATE FUNCTION plain(t text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower(t)';
CREATE FUNCTION s.looked_for(t text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower(t)';
CREATE FUNCTION looked_for(t text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT plain(t)';
CREATE INDEX places_name ON places (looked_for(name)) WHERE looked_for(name) <> '';
CREATE INDEX places_some ON places (name) WHERE looked_for(name) <> '';
CREATE INDEX places_both ON places (looked_for(name), s.looked_for(name));
