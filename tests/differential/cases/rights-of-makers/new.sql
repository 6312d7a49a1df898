-- roles: diff_a diff_b
-- What is said of a role before it owns the object is not about the owner; until then that is who makes it.
CREATE TABLE t (id int);
CREATE TABLE u (id int);
CREATE TABLE v (id int);
CREATE TABLE w (id int);
CREATE TABLE x (id int, c int);
CREATE TABLE y (id int, c int);
CREATE SEQUENCE s OWNED BY t.id;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
REVOKE ALL ON SEQUENCE s FROM diff_a;
REVOKE ALL ON FUNCTION f() FROM diff_a;
REVOKE INSERT ON t FROM CURRENT_USER;
GRANT SELECT ON u TO diff_a;
REVOKE ALL ON u FROM diff_a;
GRANT SELECT, INSERT ON v TO diff_a WITH GRANT OPTION;
REVOKE ALL ON v FROM CURRENT_USER;
ALTER TABLE t OWNER TO diff_a;
ALTER TABLE u OWNER TO diff_a;
ALTER TABLE v OWNER TO diff_a;
ALTER TABLE w OWNER TO diff_b;
ALTER FUNCTION f() OWNER TO diff_a;
REVOKE TRIGGER ON u FROM diff_a;
REVOKE ALL ON w FROM diff_b;
GRANT SELECT (c) ON x TO diff_a;
GRANT SELECT (c) ON y TO diff_a;
ALTER TABLE x OWNER TO diff_a;
ALTER TABLE y OWNER TO diff_a;
REVOKE ALL ON x FROM diff_a;
