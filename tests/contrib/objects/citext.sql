CREATE TABLE people (id int, name citext PRIMARY KEY, mail citext DEFAULT 'Nobody' CHECK (mail ~ '^.+@.+$' AND length(mail::text) < 100), tags citext[],
    folded text GENERATED ALWAYS AS (lower(name)) STORED, CONSTRAINT people_kinds CHECK (name IN ('a', 'B') OR name <> 'x'),
    EXCLUDE USING btree (mail WITH =));
CREATE TABLE friends (a citext REFERENCES people, b citext REFERENCES people (name) ON DELETE CASCADE) PARTITION BY LIST (a);
CREATE TABLE friends_x PARTITION OF friends FOR VALUES IN ('x', 'Y');
CREATE INDEX people_mail ON people (mail citext_pattern_ops) WHERE mail LIKE '%@example.org';
CREATE INDEX people_hash ON people USING hash (mail);
CREATE VIEW named AS SELECT * FROM people WHERE name = 'Bob' AND mail > 'x'::text AND name = ANY (tags) ORDER BY name DESC;
CREATE FUNCTION greet(who citext, VARIADIC others citext[] DEFAULT '{a,B}') RETURNS SETOF citext LANGUAGE sql RETURN who || others[1];
CREATE DOMAIN login AS citext COLLATE "C" NOT NULL CHECK (VALUE <> '');
CREATE AGGREGATE longest(citext) (SFUNC = citext_larger, STYPE = citext, SORTOP = >);
CREATE CAST (citext AS oid) WITH INOUT;
