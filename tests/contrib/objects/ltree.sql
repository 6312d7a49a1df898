CREATE TABLE places (path ltree PRIMARY KEY, up ltree GENERATED ALWAYS AS (subpath(path, 0, -1)) STORED, many ltree[] DEFAULT '{}', q lquery DEFAULT 'Top.*{1,2}',
    t ltxtquery, CHECK (nlevel(path) < 10 AND path <@ 'Top'), CHECK (path ~ 'Top.*' OR path ? ARRAY['a.*', 'b']::lquery[]));
CREATE INDEX places_path ON places USING gist (path);
CREATE INDEX places_sig ON places USING gist (path gist_ltree_ops (siglen = 100)) WHERE path @> 'Top.Science';
CREATE INDEX places_many ON places USING gist (many gist__ltree_ops (siglen = 20));
CREATE INDEX places_down ON places (path DESC NULLS LAST, (index(path, 'a')));
CREATE VIEW sciences AS SELECT p.path || 'x'::text AS x, lca(p.path, u.path), p.path @ 'Europe & Russia*@' AS r FROM places p JOIN places u ON u.path = p.up WHERE p.path ~ '*.Science.*';
CREATE FUNCTION depth(p ltree) RETURNS int IMMUTABLE LANGUAGE sql RETURN nlevel(p);
