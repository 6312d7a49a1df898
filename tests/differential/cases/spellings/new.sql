-- Each expression means something else, and the views see one column more.
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE DOMAIN percent AS numeric(5, 2) DEFAULT '50' CHECK (VALUE BETWEEN 0 AND '100');

CREATE TABLE people (
    id int PRIMARY KEY,
    name varchar(40) NOT NULL DEFAULT 'nobody',
    email text CHECK (email LIKE '%@%' AND email NOT LIKE '% %'),
    born date DEFAULT '2000-01-01' CHECK (born > '1900-01-01'),
    seen timestamptz DEFAULT '2020-06-01 12:00+02',
    mood mood DEFAULT 'ok',
    share percent DEFAULT '12.5',
    tags text[] DEFAULT array['a', 'b'],
    score float8 DEFAULT -1,
    facts jsonb DEFAULT '{"a": 1}',
    shout text GENERATED ALWAYS AS (upper(name) || '!') STORED,
    nick text,
    CONSTRAINT people_mood CHECK (public.people.mood <> 'sad' OR score IN (1, 2, 4))
);
CREATE INDEX people_shout ON people (lower(name), (score + 1) DESC) WHERE mood = 'ok' AND name LIKE 'b%';
CREATE INDEX people_facts ON people USING gin ((facts -> 'tags'));

CREATE TABLE visits (person int REFERENCES people, at timestamptz NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE visits_2024 PARTITION OF visits FOR VALUES FROM ('2024-01-01 00:00 UTC') TO ('2025-01-01 00:00 UTC');

CREATE VIEW adults AS SELECT *, age('2024-01-01'::date, born) AS years FROM people WHERE born < '2007-01-01' -- comment
;
CREATE VIEW happy_adults (who, since) AS
    SELECT a.name, min(v.at) FROM adults a LEFT JOIN visits v ON v.person = a.id AND a.mood IN ('ok', 'happy') GROUP BY 1;
CREATE MATERIALIZED VIEW names AS SELECT DISTINCT name n, count(*) OVER () FROM people WHERE name NOT LIKE 'x%';
CREATE INDEX names_n ON names ((n || '?'));

CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
CREATE TRIGGER touched BEFORE UPDATE OF name ON people FOR EACH ROW WHEN (old.name IS DISTINCT FROM new.name AND new.score > 2)
    EXECUTE FUNCTION touch();

ALTER TABLE people ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON people USING (name = current_user AND EXISTS (SELECT FROM people p WHERE p.id = people.id))
    WITH CHECK (score >= 2 AND born < now());

CREATE RULE ignored AS ON DELETE TO people WHERE old.mood IN ('happy', 'ok') DO INSTEAD NOTHING;
CREATE FUNCTION greet(who text DEFAULT 'you', times int DEFAULT 3 * 3) RETURNS text LANGUAGE sql
    RETURN repeat('hello ' || who, times);
