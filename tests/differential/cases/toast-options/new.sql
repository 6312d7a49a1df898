CREATE TABLE made_anew (a bigint, b smallint, t numeric GENERATED ALWAYS AS (b + 1) STORED) WITH (toast.autovacuum_enabled = false);
CREATE TABLE other_large (a int, b text) WITH (toast.autovacuum_enabled = false, fillfactor = 70);
CREATE TABLE still_large (a text, b int, c bigint) WITH (toast.autovacuum_enabled = false);
