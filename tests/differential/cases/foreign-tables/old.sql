-- roles: diff_a diff_b
CREATE EXTENSION file_fdw;
CREATE EXTENSION postgres_fdw;
CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE SERVER other FOREIGN DATA WRAPPER file_fdw;
CREATE SERVER pg FOREIGN DATA WRAPPER postgres_fdw;
CREATE SERVER retyped TYPE 'a' FOREIGN DATA WRAPPER postgres_fdw;
CREATE FOREIGN TABLE on_retyped (a int OPTIONS (column_name 'x')) SERVER retyped;
CREATE VIEW over_retyped AS SELECT a FROM on_retyped;
CREATE USER MAPPING FOR diff_a SERVER retyped;
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE FOREIGN TABLE plain (id int NOT NULL, name text) SERVER files OPTIONS (filename '/tmp/x.csv', format 'csv');
CREATE FOREIGN TABLE columns (
    id int OPTIONS (column_name 'key') NOT NULL,
    name varchar(10) OPTIONS (column_name 'n') COLLATE "C" DEFAULT 'x',
    gone int,
    total numeric GENERATED ALWAYS AS (id * 2) STORED,
    CONSTRAINT positive CHECK (id > 0)
) SERVER pg OPTIONS (table_name 't', schema_name 's');
CREATE FOREIGN TABLE moved (a int) SERVER files OPTIONS (filename '/tmp/y.csv');
CREATE VIEW over_moved AS SELECT a FROM moved;
GRANT SELECT ON over_moved TO diff_a;
CREATE FOREIGN TABLE becomes_a_table (a int) SERVER files OPTIONS (filename '/tmp/y.csv');
CREATE FOREIGN TABLE dropped (a int) SERVER other OPTIONS (filename '/tmp/y.csv');
GRANT SELECT, UPDATE ON plain TO diff_a;
GRANT SELECT (id) ON columns TO diff_a;
COMMENT ON FOREIGN TABLE columns IS 'far away';
COMMENT ON COLUMN columns.name IS 'named';
CREATE TRIGGER noted BEFORE INSERT ON columns FOR EACH ROW EXECUTE FUNCTION note();
CREATE TABLE parent (a int, b text);
CREATE FOREIGN TABLE heir (c int OPTIONS (column_name 'cc')) INHERITS (parent) SERVER pg;
CREATE TABLE parted (a int, b text) PARTITION BY RANGE (a);
CREATE INDEX ON parted (a);
CREATE TABLE part1 PARTITION OF parted FOR VALUES FROM (1) TO (10);
CREATE FOREIGN TABLE part2 PARTITION OF parted (b DEFAULT 'y') FOR VALUES FROM (10) TO (20) SERVER pg OPTIONS (table_name 'p');
CREATE FOREIGN TABLE part3 (a int, b text) SERVER pg;
ALTER TABLE parted ATTACH PARTITION part3 FOR VALUES FROM (20) TO (30);
-- A server of an extension's wrapper waits for nothing: what follows reaches a foreign partition.
CREATE TABLE tree (id integer, kind text) PARTITION BY LIST (id);
CREATE TABLE tree_1 PARTITION OF tree FOR VALUES IN (1);
CREATE FOREIGN TABLE tree_2 PARTITION OF tree FOR VALUES IN (2) SERVER pg;
CREATE INDEX tree_only ON ONLY tree (kind);
CREATE INDEX tree_1_kind ON tree_1 (kind);
ALTER INDEX tree_only ATTACH PARTITION tree_1_kind;
ALTER TABLE tree ALTER COLUMN kind SET STATISTICS 50;
