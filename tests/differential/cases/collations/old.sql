-- roles: pgp_coll
CREATE SCHEMA app;
CREATE COLLATION app.german (provider = icu, locale = 'de-DE');
CREATE COLLATION app.loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE COLLATION plain FROM "C";
CREATE COLLATION swedish FROM "sv-x-icu";
CREATE COLLATION parts (lc_collate = 'C', lc_ctype = 'POSIX');
COMMENT ON COLLATION app.german IS 'German';
ALTER COLLATION app.german OWNER TO pgp_coll;
CREATE DOMAIN app.name AS text COLLATE app.german;
CREATE TABLE people (
    id integer PRIMARY KEY,
    name text COLLATE app.german,
    nick text COLLATE app.loose UNIQUE,
    code text COLLATE plain DEFAULT 'x',
    place app.name
);
CREATE INDEX people_sorted ON people (code COLLATE swedish);
CREATE VIEW sorted AS SELECT name FROM people ORDER BY name COLLATE swedish;
