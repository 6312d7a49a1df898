CREATE TABLE docs (id int PRIMARY KEY, title text, body text, meta jsonb, at timestamptz, n int);
CREATE INDEX ON docs (title);
CREATE INDEX docs_lower ON docs (lower(title) DESC NULLS LAST, n);
CREATE UNIQUE INDEX docs_open ON docs (n) WHERE at IS NULL;
CREATE INDEX docs_meta ON docs USING gin (meta jsonb_path_ops);
CREATE INDEX docs_brin ON docs USING brin (at) WITH (pages_per_range = 32);
CREATE INDEX docs_c ON docs (title COLLATE "C" text_pattern_ops) INCLUDE (n);
CREATE INDEX docs_gone ON docs (body);
ALTER TABLE docs CLUSTER ON docs_lower;
