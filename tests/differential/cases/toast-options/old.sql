-- Options of a TOAST table that there is not, for a while.
CREATE TABLE made_anew (a int, b smallint, t numeric GENERATED ALWAYS AS (-b) STORED) WITH (toast.autovacuum_enabled = false);
CREATE TABLE other_large (a text) WITH (toast.autovacuum_enabled = false, fillfactor = 70);
CREATE TABLE still_large (a text, b text, c int) WITH (toast.autovacuum_enabled = false);
CREATE DOMAIN small AS integer;
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE needs_none (a char(5), b text, c small, d mood, e numeric(10, 2), f varchar(40)) WITH (toast.autovacuum_enabled = false);
CREATE TABLE needs_one (a varchar(600), b text) WITH (toast.autovacuum_enabled = false);
