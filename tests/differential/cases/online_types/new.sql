CREATE TABLE t (id int PRIMARY KEY, code text CONSTRAINT coded CHECK (code <> '') CHECK (length(code) < 50), "Name" varchar(40) CHECK ("Name" <> ''), at timestamptz, note varchar, other text COLLATE "C",
    price numeric(12,2), n bigint CHECK (n > 0));
CREATE INDEX t_code ON t (code);
CREATE INDEX t_code_part ON t (id) WHERE code > 'c5';
CREATE UNIQUE INDEX t_code_lower ON t (lower(code));
CREATE INDEX t_at ON t (at);
CREATE INDEX t_other ON t (other);
CREATE INDEX t_n ON t (n) WHERE n > 5;
COMMENT ON CONSTRAINT coded ON t IS 'has a code';
COMMENT ON INDEX t_code_part IS 'some';
CREATE VIEW codes AS SELECT id, code, other FROM t;
CREATE TABLE parent (a text CHECK (a <> ''));
CREATE TABLE child (b int) INHERITS (parent);
