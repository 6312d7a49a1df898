CREATE TABLE sets (a int[] NOT NULL DEFAULT '{1,2}', b int[] GENERATED ALWAYS AS (sort(uniq(a))) STORED, CHECK (a @@ '1&(2|3)' OR icount(a) > 2), q query_int DEFAULT '1|2');
CREATE INDEX sets_gin ON sets USING gin (a gin__int_ops);
CREATE INDEX sets_gist ON sets USING gist (a gist__int_ops (numranges = 50)) WHERE a && '{3}';
CREATE INDEX sets_big ON sets USING gist (a gist__intbig_ops (siglen = 64));
CREATE VIEW joined AS SELECT a + 5 AS more, a - b AS less, #a AS n, a | 3 AS u, a & b AS i FROM sets WHERE '1&2' ~~ a OR a @> '{1}';
