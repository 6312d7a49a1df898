-- servers: 16-
-- Before 16 its functions look for their own types along the search_path, which is empty where a dump is loaded.
CREATE TABLE cities (name text, at earth, lat float8, long float8, p point, e earth GENERATED ALWAYS AS (ll_to_earth(lat, long)) STORED, CHECK (latitude(at) > 0));
CREATE INDEX cities_at ON cities USING gist (ll_to_earth(lat, long));
CREATE VIEW near_cities AS SELECT a.name, earth_distance(a.at, b.at) AS d, a.p <@> b.p AS miles FROM cities a, cities b WHERE earth_box(a.at, 1000) @> b.at;
