-- Columns with a collation of their own whose type, or both, are made anew.
CREATE COLLATION sorting (provider = icu, locale = 'und', deterministic = true);
CREATE DOMAIN code AS text CHECK (length(VALUE) > 2);
CREATE TYPE inner_pair AS (a integer, b code COLLATE "C");
CREATE TYPE pair AS (a code COLLATE "en-x-icu", i inner_pair, z code COLLATE sorting, c code COLLATE sorting);
CREATE TABLE t (a code COLLATE "en-x-icu" DEFAULT 'a', b code COLLATE sorting, c code, d pair, e text COLLATE sorting, f code[] COLLATE "C");
CREATE INDEX ON t (a);
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w;
CREATE FOREIGN TABLE f (a code COLLATE "en-x-icu" DEFAULT 'a', b code COLLATE sorting, c text COLLATE sorting) SERVER s;
