CREATE TABLE made_anew (a bigint, b smallint, t numeric GENERATED ALWAYS AS (b + 1) STORED) WITH (toast.autovacuum_enabled = false);
CREATE TABLE other_large (a int, b text) WITH (toast.autovacuum_enabled = false, fillfactor = 70);
CREATE TABLE still_large (a text, b int, c bigint) WITH (toast.autovacuum_enabled = false);
CREATE DOMAIN small AS integer;
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE needs_none (a char(5), c small, d mood, e numeric(10, 2), f varchar(40)) WITH (toast.autovacuum_enabled = false);
CREATE TABLE needs_one (a varchar(600)) WITH (toast.autovacuum_enabled = false);
