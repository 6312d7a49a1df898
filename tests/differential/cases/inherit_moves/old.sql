-- Heirs change parents, and keep what both have.
CREATE TABLE p1 (id bigint CONSTRAINT id_there NOT NULL, CONSTRAINT pos CHECK (id > 0));
CREATE TABLE heir (own text) INHERITS (p1);
CREATE TABLE a (x integer, y integer DEFAULT 1);
CREATE TABLE b (y integer, z text, CONSTRAINT z_ok CHECK (z <> ''));
CREATE TABLE c (w date, CONSTRAINT w_ok CHECK (w > '2000-01-01'));
CREATE TABLE d (v integer, CONSTRAINT v_ok CHECK (v > 0));
CREATE TABLE of_two () INHERITS (a, b);
CREATE TABLE of_three () INHERITS (a, b, c);
CREATE TABLE turned () INHERITS (a, c);
CREATE TABLE of_cd () INHERITS (c, d);
CREATE TABLE of_of_two () INHERITS (of_two);
