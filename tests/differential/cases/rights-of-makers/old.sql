-- roles: diff_a diff_b
CREATE TABLE t (id int);
CREATE TABLE u (id int);
CREATE TABLE v (id int);
CREATE TABLE w (id int);
CREATE TABLE x (id int, c int);
CREATE TABLE y (id int, c int, d int);
CREATE SEQUENCE s OWNED BY t.id;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
-- Rights that the owner has by default are others' when it is made again by another role.
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO diff_b;
CREATE FUNCTION g(a int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION g(int) OWNER TO diff_b;
