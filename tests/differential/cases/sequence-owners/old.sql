-- roles: pgplumb_a pgplumb_b
CREATE TABLE t (id serial PRIMARY KEY, g int GENERATED ALWAYS AS IDENTITY);
ALTER TABLE t OWNER TO pgplumb_a;
CREATE SEQUENCE s; ALTER SEQUENCE s OWNER TO pgplumb_a;
CREATE SEQUENCE s2; CREATE TABLE u (a int DEFAULT nextval('s2')); ALTER SEQUENCE s2 OWNER TO pgplumb_b; ALTER TABLE u OWNER TO pgplumb_b; ALTER SEQUENCE s2 OWNED BY u.a;
GRANT SELECT ON SEQUENCE t_g_seq TO pgplumb_b; GRANT SELECT ON SEQUENCE t_id_seq TO pgplumb_b;
CREATE TABLE v (a int); ALTER TABLE v OWNER TO pgplumb_a; CREATE TABLE w (a int); ALTER TABLE w OWNER TO pgplumb_b;
CREATE SEQUENCE s4; ALTER SEQUENCE s4 OWNER TO pgplumb_a; ALTER SEQUENCE s4 OWNED BY v.a;
-- Owners have the rights of owners, with what was granted to them before.
CREATE TABLE x (a int); CREATE TABLE y (a int);
CREATE SEQUENCE s5; ALTER SEQUENCE s5 OWNED BY x.a;
CREATE SEQUENCE s6; ALTER SEQUENCE s6 OWNED BY y.a;
