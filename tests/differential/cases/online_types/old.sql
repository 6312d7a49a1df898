CREATE TABLE t (id int PRIMARY KEY, code varchar(10) CONSTRAINT coded CHECK (code <> '') CHECK (length(code) < 50), "Name" varchar(20), at timestamp, note varchar(5), other text,
    price numeric(10,2), n int CHECK (n > 0));
INSERT INTO t SELECT i, 'c' || i, 'n' || i, now(), 'x', 'y', i, i FROM generate_series(1, 500) i;
CREATE INDEX t_code ON t (code);
CREATE INDEX t_code_part ON t (id) WHERE code > 'c5';
CREATE UNIQUE INDEX t_code_lower ON t (lower(code));
CREATE INDEX t_at ON t (at);
CREATE INDEX t_other ON t (other);
CREATE INDEX t_n ON t (n) WHERE n > 5;
COMMENT ON CONSTRAINT coded ON t IS 'has a code';
COMMENT ON INDEX t_code_part IS 'some';
CREATE VIEW codes AS SELECT id, code, other FROM t;
CREATE TABLE parent (a varchar(5) CHECK (a <> ''));
CREATE TABLE child (b int) INHERITS (parent);
INSERT INTO child VALUES ('a', 1);
