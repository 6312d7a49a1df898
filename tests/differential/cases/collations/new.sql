-- roles: pgp_coll
CREATE SCHEMA app;
CREATE COLLATION app.german (provider = icu, locale = 'de-AT');
CREATE COLLATION app.loose (provider = icu, locale = 'und-u-ks-level1', deterministic = false);
CREATE COLLATION IF NOT EXISTS swedish (provider = icu, locale = 'sv-FI');
CREATE COLLATION interim FROM app.german;
ALTER COLLATION interim RENAME TO "Other";
ALTER COLLATION "Other" SET SCHEMA app;
ALTER COLLATION app."Other" OWNER TO pgp_coll;
CREATE COLLATION gone (locale = 'C');
DROP COLLATION gone;
DROP COLLATION IF EXISTS never_made;
CREATE DOMAIN app.name AS text COLLATE app.german;
CREATE TABLE people (
    id integer PRIMARY KEY,
    name text COLLATE app.german,
    nick text COLLATE app.loose UNIQUE,
    code text COLLATE swedish DEFAULT 'x',
    place app.name
);
CREATE INDEX people_sorted ON people (code COLLATE app."Other");
CREATE VIEW sorted AS SELECT name FROM people ORDER BY name COLLATE swedish;
CREATE TABLE parted (a integer, code text COLLATE "POSIX" DEFAULT 'x') PARTITION BY LIST (a);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN (1);
CREATE TABLE parted_2 PARTITION OF parted FOR VALUES IN (2) PARTITION BY LIST (a);
CREATE TABLE parted_2_2 PARTITION OF parted_2 FOR VALUES IN (2);
