-- servers: 15-
CREATE SCHEMA s1;
CREATE SCHEMA s2;
CREATE SCHEMA app;
CREATE FUNCTION app.wanted(int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1 > 0';
SET search_path = app;
CREATE TABLE t (id int PRIMARY KEY, name varchar(20), state int NOT NULL DEFAULT 0, gone int);
CREATE TABLE u (id int PRIMARY KEY, a int);
CREATE PUBLICATION rows FOR TABLE t WHERE (state <> 0 AND name LIKE 'a%'), u WITH (publish = 'insert');
CREATE PUBLICATION same FOR TABLE t WHERE (state = 5 and (name) = 'x'::text) WITH (publish = 'insert');
CREATE PUBLICATION columns FOR TABLE t (name, id), u (id);
CREATE PUBLICATION lost FOR TABLE t (id, gone), u;
CREATE PUBLICATION schemas FOR TABLES IN SCHEMA s1, CURRENT_SCHEMA;
CREATE TABLE rebuilt (id int PRIMARY KEY);
CREATE PUBLICATION of_rebuilt FOR TABLE rebuilt (id) WHERE (id > 1);
CREATE PUBLICATION of_dropped FOR TABLES IN SCHEMA s2, s1;
CREATE PUBLICATION mixed FOR TABLE t, TABLES IN SCHEMA s1;
-- A list of columns and a schema go not together, nor do columns or rows of a partitioned table without its root.
CREATE SCHEMA s4;
CREATE TABLE s4.parted (id int PRIMARY KEY, a int) PARTITION BY RANGE (id);
CREATE PUBLICATION schema_then_columns FOR TABLES IN SCHEMA s4;
CREATE PUBLICATION via_root FOR TABLE s4.parted (id) WITH (publish_via_partition_root);
CREATE PUBLICATION rows_via_root FOR TABLE s4.parted WHERE (id > 1) WITH (publish_via_partition_root);
