-- files: too
-- Sequences of identity columns that take each other's names: one after the other, and in a circle.
CREATE TABLE t1 (a int GENERATED ALWAYS AS IDENTITY, z int);
CREATE TABLE t2 (b int GENERATED ALWAYS AS IDENTITY, z int);
CREATE TABLE t3 (b int GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME s3 START 7), z int);
CREATE TABLE t4 (b int GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME s4), z int);
CREATE TABLE t5 (b int GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME s5), z int);
CREATE TABLE t6 (b int GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME s6), z int);
