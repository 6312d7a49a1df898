CREATE TABLE t (a int CHECK (a > 0), b int CHECK (b > a), c text UNIQUE, d int, CHECK (a > 1), CHECK (a > 2), CHECK (a > b AND b > 3), CHECK (t IS NOT NULL), CHECK (1 > 0), UNIQUE (a, b), UNIQUE (b, a) , PRIMARY KEY (a));
CREATE TABLE a_very_long_table_name_that_is_nearly_sixty_three_bytes_long (a_long_column_name_of_some_size int PRIMARY KEY, another_long_column_name_here int UNIQUE, e serial, CHECK (another_long_column_name_here > 1));
CREATE INDEX ON a_very_long_table_name_that_is_nearly_sixty_three_bytes_long (a_long_column_name_of_some_size, another_long_column_name_here);
CREATE INDEX ON a_very_long_table_name_that_is_nearly_sixty_three_bytes_long (a_long_column_name_of_some_size, another_long_column_name_here);
CREATE TABLE fk2 (q int PRIMARY KEY);
CREATE TABLE fk (x int REFERENCES t, y text REFERENCES t (c), z int REFERENCES fk2, a int, b int, FOREIGN KEY (a, b) REFERENCES t (a, b), FOREIGN KEY (b, a) REFERENCES t (b, a) ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE);
CREATE INDEX ON t (lower(c)); CREATE INDEX ON t (lower(c), upper(c), (a + b), (a - b)); CREATE INDEX ON t ((a::text)); CREATE INDEX ON t ((CASE WHEN a > 1 THEN b ELSE d END)); CREATE INDEX ON t (coalesce(c, ''), nullif(c, '')) INCLUDE (a, b);
CREATE INDEX ON t ((c COLLATE "C")); CREATE INDEX ON t (a, a, a); CREATE INDEX ON t ((ARRAY[a])); CREATE INDEX ON t (greatest(a, b), least(a,b)); CREATE INDEX ON t (substring(c FROM 1 FOR 2)); CREATE INDEX ON t ((a = 1)); CREATE INDEX ON t ((lower(c)::varchar));
CREATE INDEX ON t ((c || 'x'), md5(c)); CREATE INDEX ON t ((extract(year from '2020-01-01'::date + a))); CREATE INDEX ON t (trim(c), position('a' in c), overlay(c placing 'x' from 1));
