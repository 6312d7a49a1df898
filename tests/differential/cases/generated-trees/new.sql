CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE parted (a integer NOT NULL, b integer, c bigint DEFAULT 3, CHECK (b > 0)) PARTITION BY RANGE (a);
CREATE INDEX ON parted (c);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (1) TO (100) PARTITION BY RANGE (a);
CREATE TABLE parted_1_1 PARTITION OF parted_1 FOR VALUES FROM (1) TO (10);
CREATE TABLE parted_1_2 PARTITION OF parted_1 FOR VALUES FROM (10) TO (100) PARTITION BY LIST (a);
CREATE TABLE parted_1_2_1 PARTITION OF parted_1_2 FOR VALUES IN (10);
CREATE TABLE parted_2 PARTITION OF parted DEFAULT;
CREATE TRIGGER noted AFTER INSERT ON parted FOR EACH ROW EXECUTE FUNCTION noted();

CREATE TABLE base (a integer NOT NULL, b integer, c integer, CHECK (b > 0));
CREATE TABLE heir () INHERITS (base);
CREATE TABLE heir_of_heir (more text) INHERITS (heir);
CREATE TABLE other_heir () INHERITS (base);

CREATE TABLE merged (a integer);
CREATE TABLE merged_heir (b text, kept text) INHERITS (merged);
CREATE TABLE merged_heir_of_heir () INHERITS (merged_heir);
CREATE TABLE merged_other () INHERITS (merged);
