CREATE TABLE spans (s seg DEFAULT '1.50 .. ~2', CHECK (s && '0 .. 10'), EXCLUDE USING gist (s WITH &&));
CREATE INDEX spans_gist ON spans USING gist (s) WHERE s << '5';
CREATE VIEW middles AS SELECT seg_center(s), s @> '1' AS has FROM spans WHERE s <> '2';
