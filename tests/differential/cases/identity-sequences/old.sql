-- The sequence of an identity column gets another name and other values at once.
CREATE TABLE a (id integer GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME one));
CREATE TABLE b (id integer GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME two INCREMENT BY 2));
CREATE TABLE c (id bigint GENERATED ALWAYS AS IDENTITY);
CREATE SEQUENCE free;
CREATE TABLE e (other integer);
