-- Types that are made again while partitions and heirs leave their parents.
CREATE DOMAIN tags AS text[] CHECK ('a' = ANY (VALUE));
CREATE TYPE part AS (tags tags);
CREATE TYPE state AS ENUM ('new', 'open', 'done');
CREATE COLLATION sorting (provider = icu, locale = 'sv-x-icu');

CREATE TABLE parted (id integer PRIMARY KEY, tags tags, state state DEFAULT 'new', name text COLLATE sorting, part part) PARTITION BY LIST (id);
CREATE TABLE parted_leaves PARTITION OF parted FOR VALUES IN (1);
CREATE INDEX leaves_tags ON parted_leaves USING gin (tags);
CREATE TABLE parted_moves PARTITION OF parted FOR VALUES IN (2);
CREATE INDEX moves_tags ON parted_moves USING gin (tags);
CREATE TABLE parted_stays PARTITION OF parted FOR VALUES IN (3);

CREATE TABLE base (id integer, tags tags, state state, CHECK (id > 0));
CREATE TABLE other (label state, name text COLLATE sorting);
CREATE TABLE heir_leaves () INHERITS (base);
CREATE TABLE heir_moves () INHERITS (base);
CREATE TABLE heir_of_both () INHERITS (base, other);
CREATE TABLE heir_stays () INHERITS (base);
