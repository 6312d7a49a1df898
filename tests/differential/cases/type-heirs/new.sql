CREATE DOMAIN tags AS text[] CHECK ('a' = ANY (VALUE) AND VALUE[1] <> 'x');
CREATE TYPE part AS (tags tags);
CREATE TYPE state AS ENUM ('done', 'open', 'new');
CREATE COLLATION sorting (provider = icu, locale = 'de-x-icu');

CREATE TABLE parted (id integer PRIMARY KEY, tags tags, state state DEFAULT 'new', name text COLLATE sorting, part part) PARTITION BY LIST (id);
CREATE TABLE parted_leaves (id integer NOT NULL, tags tags, state state DEFAULT 'new', name text COLLATE sorting, part part);
CREATE TABLE parted_moves PARTITION OF parted FOR VALUES IN (4);
CREATE TABLE parted_stays PARTITION OF parted FOR VALUES IN (3);

CREATE TABLE base (id integer, tags tags, state state);
CREATE TABLE other (label state, name text COLLATE sorting);
CREATE TABLE heir_leaves (id integer, tags tags, state state);
CREATE TABLE heir_moves (id integer, tags tags, state state, name text COLLATE sorting) INHERITS (other);
CREATE TABLE heir_of_both (id integer, tags tags, state state) INHERITS (other);
CREATE TABLE heir_stays () INHERITS (base);
