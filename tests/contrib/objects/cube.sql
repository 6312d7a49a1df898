CREATE TABLE boxes (b cube DEFAULT '(1,2),(3,4)', c cube GENERATED ALWAYS AS (cube_enlarge(b, 1, 2)) STORED, CHECK (cube_dim(b) = 2 AND b <@ '(0,0),(9,9)'),
    EXCLUDE USING gist (b WITH &&));
CREATE INDEX boxes_gist ON boxes USING gist (b gist_cube_ops) WHERE b && cube('{0,0}'::float8[], '{1,1}'::float8[]);
CREATE INDEX boxes_coord ON boxes ((b -> 1), (b ~> 2));
CREATE UNIQUE INDEX boxes_unique ON boxes (b);
CREATE VIEW near_boxes AS SELECT b, b <-> '(0,0)' AS d, b <#> cube(1, 2) AS t FROM boxes ORDER BY b <=> '(0,0)';
