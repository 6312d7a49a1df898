CREATE DOMAIN amount AS numeric(10,2) DEFAULT 0 CONSTRAINT positive CHECK (VALUE >= 0);
CREATE DOMAIN code AS varchar(10) COLLATE "C" NOT NULL CHECK (VALUE ~ '^[A-Z]+$') CHECK (length(VALUE) > 2);
CREATE DOMAIN codes AS varchar(10)[];
CREATE DOMAIN plain AS text DEFAULT NULL;
CREATE TABLE t (a amount DEFAULT 5, b code, c codes, d amount[], CHECK (a < 1000));
CREATE VIEW v AS SELECT a + 1 AS a FROM t;
CREATE INDEX i ON t (b);
COMMENT ON CONSTRAINT positive ON DOMAIN amount IS 'no debts';
-- A length looks at a null default, which the server therefore keeps; an interval takes its length at once.
CREATE DOMAIN short AS varchar(20) DEFAULT NULL;
CREATE DOMAIN shorts AS varchar(20)[] DEFAULT NULL;
CREATE DOMAIN span AS interval(3) DEFAULT NULL;
