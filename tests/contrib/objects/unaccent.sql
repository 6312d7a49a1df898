CREATE TEXT SEARCH CONFIGURATION french_plain (COPY = french);
ALTER TEXT SEARCH CONFIGURATION french_plain ALTER MAPPING FOR hword, hword_part, word WITH unaccent, french_stem;
CREATE TEXT SEARCH DICTIONARY mine (TEMPLATE = unaccent, RULES = 'unaccent');
CREATE TABLE notes (body text, plain text, CHECK (unaccent(body) <> ''), found tsvector GENERATED ALWAYS AS (to_tsvector('french_plain', body)) STORED);
CREATE FUNCTION plain(t text) RETURNS text IMMUTABLE LANGUAGE sql RETURN unaccent('unaccent', t);
CREATE INDEX notes_plain ON notes (plain(body));
CREATE INDEX notes_found ON notes USING gin (to_tsvector('french_plain'::regconfig, body));
CREATE VIEW hits AS SELECT * FROM notes WHERE found @@ plainto_tsquery('french_plain', 'hôtel') AND unaccent(body) LIKE 'a%';
