-- roles: diff_a
CREATE SCHEMA s;
CREATE TABLE a (id int PRIMARY KEY, b text, c int);
CREATE TABLE b (id int PRIMARY KEY);
CREATE TABLE s."Odd name" (id int PRIMARY KEY);
CREATE TABLE parent (id int);
CREATE TABLE heir () INHERITS (parent);
CREATE TABLE parted (id int) PARTITION BY LIST (id);
CREATE TABLE part PARTITION OF parted DEFAULT;
CREATE TABLE gone (id int);
CREATE PUBLICATION everything FOR ALL TABLES;
CREATE PUBLICATION becomes_some FOR ALL TABLES WITH (publish = 'insert');
CREATE PUBLICATION few FOR TABLE a, b, s."Odd name", gone;
CREATE PUBLICATION options FOR TABLE a WITH (publish = ' INSERT,update ', publish_via_partition_root = true);
CREATE PUBLICATION heirs FOR TABLE parent, parted;
CREATE PUBLICATION alone FOR TABLE ONLY parent;
CREATE PUBLICATION empty;
CREATE PUBLICATION dropped FOR TABLE a;
COMMENT ON PUBLICATION few IS 'not all';
