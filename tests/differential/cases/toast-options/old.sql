-- Options of a TOAST table that there is not, for a while.
CREATE TABLE made_anew (a int, b smallint, t numeric GENERATED ALWAYS AS (-b) STORED) WITH (toast.autovacuum_enabled = false);
CREATE TABLE other_large (a text) WITH (toast.autovacuum_enabled = false, fillfactor = 70);
CREATE TABLE still_large (a text, b text, c int) WITH (toast.autovacuum_enabled = false);
