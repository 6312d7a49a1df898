-- Another type of a column in the partition key: the table is made again, its partitions stay.
CREATE TYPE region AS ENUM ('north', 'south');
CREATE TABLE measured (a integer NOT NULL, b serial, c numeric GENERATED ALWAYS AS (a * 2) STORED, d text) PARTITION BY RANGE (a);
ALTER TABLE measured ADD CHECK (a > 0);
CREATE TABLE measured_1 PARTITION OF measured FOR VALUES FROM (1) TO (10) PARTITION BY LIST (b);
CREATE TABLE measured_1_1 PARTITION OF measured_1 FOR VALUES IN (1);
CREATE TABLE measured_2 PARTITION OF measured FOR VALUES FROM (10) TO (20);
CREATE INDEX ON measured (d);
CREATE TABLE sold (place region, n integer) PARTITION BY LIST (place);
CREATE TABLE sold_north PARTITION OF sold FOR VALUES IN ('north');
CREATE VIEW all_measured AS SELECT a FROM measured;
CREATE TABLE counted (a integer) PARTITION BY LIST (a);
CREATE TABLE counted_1 PARTITION OF counted FOR VALUES IN (1);
CREATE SEQUENCE counter OWNED BY counted_1.a;
-- with columns that go meanwhile
CREATE TYPE key_state AS ENUM ('a','b','c');
CREATE TABLE narrow_t (id int, s key_state, k text) PARTITION BY LIST (s);
CREATE TABLE narrow_t1 PARTITION OF narrow_t FOR VALUES IN ('a');
CREATE TABLE narrow_u (id int, s key_state, k text, m int) PARTITION BY LIST (s);
CREATE TABLE narrow_u1 PARTITION OF narrow_u FOR VALUES IN ('a') PARTITION BY RANGE (id);
CREATE TABLE narrow_u11 PARTITION OF narrow_u1 FOR VALUES FROM (0) TO (10);
CREATE INDEX narrow_u_k ON narrow_u (k, id);
CREATE TABLE narrow_v (id int, s int, k text, m int) PARTITION BY LIST (id);
CREATE TABLE narrow_v1 PARTITION OF narrow_v FOR VALUES IN (1) PARTITION BY LIST (id);
CREATE TABLE narrow_v11 PARTITION OF narrow_v1 FOR VALUES IN (1);
CREATE TABLE narrow_w (id int, s key_state, k text, at date) PARTITION BY RANGE (at);
CREATE TABLE narrow_w1 PARTITION OF narrow_w FOR VALUES FROM ('2026-01-01') TO ('2026-02-01') PARTITION BY LIST (s);
CREATE TABLE narrow_w1_a PARTITION OF narrow_w1 FOR VALUES IN ('a');
CREATE VIEW narrow_seen AS SELECT id, k FROM narrow_w;
