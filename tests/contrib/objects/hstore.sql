CREATE TABLE papers (id int PRIMARY KEY, facts hstore NOT NULL DEFAULT '"a"=>"1", b=>NULL', other hstore DEFAULT hstore('k', 'v') || 'x=>1',
    many hstore[], kind text GENERATED ALWAYS AS (facts -> 'kind') STORED,
    CHECK (facts ? 'title'), CONSTRAINT papers_known CHECK (NOT facts @> 'secret=>yes' AND facts ?& ARRAY['a', 'b']));
CREATE INDEX papers_gin ON papers USING gin (facts);
CREATE INDEX papers_gist ON papers USING gist (facts gist_hstore_ops (siglen = 32)) WHERE facts ? 'x';
CREATE INDEX papers_title ON papers ((facts -> 'title'), (defined(facts, 'a')));
CREATE UNIQUE INDEX papers_hash ON papers (other btree_hstore_ops);
CREATE INDEX papers_hashed ON papers USING hash (facts);
CREATE VIEW titles AS SELECT id, facts -> 'title' AS title, (each(facts)).key, facts - 'a'::text AS rest, %% facts AS flat FROM papers WHERE facts ?| ARRAY['x', 'y'];
CREATE FUNCTION title(p papers, h hstore DEFAULT 'a=>b') RETURNS text LANGUAGE sql AS 'SELECT p.facts -> ''title''';
CREATE DOMAIN labels AS hstore DEFAULT '' CHECK (VALUE ? 'name' OR VALUE = ''::hstore);
CREATE TYPE pair AS (a hstore, b labels);
CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS n, skeys(facts) AS key FROM papers GROUP BY 2;
