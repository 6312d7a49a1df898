CREATE TABLE filters (a int, b text, c int);
CREATE INDEX filters_bloom ON filters USING bloom (a, b) WITH (length = 80, col1 = 2, col2 = 4);
CREATE INDEX filters_some ON filters USING bloom (c int4_ops) WHERE a > 1;
