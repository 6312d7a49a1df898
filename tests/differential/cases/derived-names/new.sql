CREATE TABLE t (a int CHECK (a > 0), b int CHECK (b > a), c text UNIQUE, d int);
