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
CREATE TABLE parted (a integer, code text COLLATE plain DEFAULT 'x') PARTITION BY LIST (a);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN (1);
CREATE TABLE parted_2 PARTITION OF parted FOR VALUES IN (2) PARTITION BY LIST (a);
CREATE TABLE parted_2_2 PARTITION OF parted_2 FOR VALUES IN (2);
