-- roles: diff_a diff_b
CREATE TABLE t (id int);
CREATE TABLE u (id int);
CREATE TABLE v (id int);
CREATE TABLE w (id int);
CREATE TABLE x (id int, c int);
CREATE TABLE y (id int, c int, d int);
CREATE SEQUENCE s OWNED BY t.id;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
