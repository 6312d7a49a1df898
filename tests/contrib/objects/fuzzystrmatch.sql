CREATE TABLE names (name text, sound text GENERATED ALWAYS AS (soundex(name)) STORED, CHECK (levenshtein(name, 'x') > 1));
CREATE INDEX names_meta ON names (metaphone(name, 4), dmetaphone(name));
CREATE VIEW alike AS SELECT a.name FROM names a JOIN names b ON difference(a.name, b.name) > 2 AND levenshtein_less_equal(a.name, b.name, 3) < 2;
