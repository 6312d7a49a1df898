CREATE TABLE words (word text, other varchar(20), CONSTRAINT alike CHECK (similarity(word, other) > 0.1), likeness real GENERATED ALWAYS AS (similarity(word, other)) STORED);
CREATE INDEX words_gin ON words USING gin (word gin_trgm_ops, other gin_trgm_ops) WITH (fastupdate = off);
CREATE INDEX words_gist ON words USING gist (lower(word) gist_trgm_ops (siglen = 64));
CREATE INDEX words_mixed ON words USING gist (word gist_trgm_ops, (other || 'x') COLLATE "C" gist_trgm_ops) WHERE similarity(word, 'abc') > 0.3;
CREATE VIEW near AS SELECT word, word <-> 'cat' AS far FROM words WHERE 'cat' <% word AND word %>> 'dog' ORDER BY word <->> 'cat' LIMIT 5;
