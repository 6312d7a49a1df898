-- one by one, what the extension brings
CREATE FUNCTION similarity(text, text) RETURNS real LANGUAGE sql IMMUTABLE AS 'SELECT 0::real';
CREATE FUNCTION word_similarity(text, text) RETURNS real LANGUAGE sql IMMUTABLE AS 'SELECT 1::real';
CREATE TABLE t (a text, b real DEFAULT similarity('a', 'b'));
CREATE EXTENSION hstore;
CREATE TABLE sorted (a char(5) COLLATE "en-x-icu" DEFAULT 'x');
