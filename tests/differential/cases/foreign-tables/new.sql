CREATE EXTENSION file_fdw;
CREATE EXTENSION postgres_fdw;
CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE SERVER o FOREIGN DATA WRAPPER file_fdw;
CREATE SERVER pg FOREIGN DATA WRAPPER postgres_fdw;
CREATE SERVER retyped TYPE 'b' FOREIGN DATA WRAPPER postgres_fdw;
CREATE FOREIGN TABLE on_retyped (a int OPTIONS (column_name 'x')) SERVER retyped;
CREATE VIEW over_retyped AS SELECT a FROM on_retyped;
CREATE USER MAPPING FOR diff_a SERVER retyped;
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE FOREIGN TABLE plain (id int NOT NULL, name text) SERVER files OPTIONS (filename '/tmp/z.csv', header 'true', format 'csv');
CREATE FOREIGN TABLE columns (
    id bigint OPTIONS (column_name 'key2'),
    name text OPTIONS (column_name 'n') DEFAULT 'y',
    total numeric GENERATED ALWAYS AS (id * 2) STORED,
    added int OPTIONS (column_name 'new') NOT NULL,
    CONSTRAINT small CHECK (id < 100)
) SERVER pg OPTIONS (table_name 't2');
ALTER FOREIGN TABLE columns ALTER COLUMN name OPTIONS (DROP column_name);
ALTER FOREIGN TABLE columns OPTIONS (ADD updatable 'false', SET table_name 't3');
ALTER FOREIGN TABLE columns ADD CONSTRAINT late CHECK (id <> 5) NOT VALID;
CREATE FOREIGN TABLE m (a int) SERVER o OPTIONS (filename '/tmp/y.csv');
ALTER SERVER o RENAME TO other;
ALTER FOREIGN TABLE m RENAME TO moved;
CREATE VIEW over_moved AS SELECT a FROM moved;
GRANT SELECT ON over_moved TO diff_a;
CREATE TABLE becomes_a_table (a int);
ALTER FOREIGN TABLE plain OWNER TO diff_b;
CREATE FOREIGN TABLE created (a int) SERVER pg;
DROP FOREIGN TABLE created;
CREATE FOREIGN TABLE created (b int) SERVER pg;
COMMENT ON FOREIGN TABLE created IS 'new';
CREATE TABLE parent (a int, b text);
CREATE FOREIGN TABLE heir (c int OPTIONS (column_name 'cc')) INHERITS (parent) SERVER pg;
ALTER TABLE parent ADD COLUMN d int NOT NULL DEFAULT 1;
CREATE TABLE parted (a int, b text) PARTITION BY RANGE (a);
CREATE INDEX ON parted (b);
CREATE TABLE part1 PARTITION OF parted FOR VALUES FROM (1) TO (10);
CREATE FOREIGN TABLE part2 PARTITION OF parted FOR VALUES FROM (10) TO (15) SERVER pg OPTIONS (table_name 'p');
CREATE FOREIGN TABLE part4 PARTITION OF parted (CONSTRAINT x CHECK (b <> '')) DEFAULT SERVER pg;
ALTER FOREIGN TABLE part4 ALTER COLUMN b OPTIONS (column_name 'bb');
CREATE TABLE tree (id integer, kind text) PARTITION BY LIST (id);
CREATE TABLE tree_1 PARTITION OF tree FOR VALUES IN (1);
CREATE FOREIGN TABLE tree_2 PARTITION OF tree FOR VALUES IN (2) SERVER pg;
CREATE INDEX tree_only ON ONLY tree (kind);
CREATE INDEX tree_1_kind ON tree_1 (kind);
ALTER INDEX tree_only ATTACH PARTITION tree_1_kind;
ALTER TABLE tree ALTER COLUMN kind SET STATISTICS 60;
