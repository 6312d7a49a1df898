-- roles: pgp_ts
CREATE SCHEMA app;
CREATE EXTENSION unaccent;
CREATE TEXT SEARCH PARSER app.words (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
CREATE TEXT SEARCH TEMPLATE app.plain (INIT = dsimple_init, LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH DICTIONARY app.simple_en (TEMPLATE = pg_catalog.simple, STOPWORDS = english, Accept = false);
CREATE TEXT SEARCH DICTIONARY stems (TEMPLATE = snowball, Language = english);
CREATE TEXT SEARCH DICTIONARY plain (TEMPLATE = app.plain);
CREATE TEXT SEARCH CONFIGURATION app.en (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION app.en ALTER MAPPING FOR asciiword, asciihword WITH unaccent, app.simple_en, english_stem;
CREATE TEXT SEARCH CONFIGURATION ru (COPY = russian);
CREATE TEXT SEARCH CONFIGURATION own (PARSER = app.words);
ALTER TEXT SEARCH CONFIGURATION own ADD MAPPING FOR word, int WITH stems, simple;
COMMENT ON TEXT SEARCH PARSER app.words IS 'words';
COMMENT ON TEXT SEARCH TEMPLATE app.plain IS 'plain';
COMMENT ON TEXT SEARCH DICTIONARY stems IS 'stems';
COMMENT ON TEXT SEARCH CONFIGURATION app.en IS 'English';
ALTER TEXT SEARCH DICTIONARY stems OWNER TO pgp_ts;
ALTER TEXT SEARCH CONFIGURATION ru OWNER TO pgp_ts;
CREATE TABLE docs (
    body text,
    words tsvector GENERATED ALWAYS AS (to_tsvector('app.en', body)) STORED
);
CREATE INDEX docs_ru ON docs USING gin (to_tsvector('ru', body));
CREATE VIEW hits AS SELECT body FROM docs WHERE to_tsvector('own'::regconfig, body) @@ to_tsquery('x');
