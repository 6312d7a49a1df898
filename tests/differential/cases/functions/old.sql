CREATE FUNCTION add(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql IMMUTABLE STRICT AS 'SELECT a + b';
CREATE FUNCTION pairs(OUT x int, OUT y text) RETURNS SETOF record LANGUAGE plpgsql AS $$ BEGIN x := 1; y := 'one'; RETURN NEXT; END $$;
CREATE FUNCTION rows_of(n int) RETURNS TABLE (id int, name text) LANGUAGE sql ROWS 10 COST 5 AS $f$ SELECT n, 'x' $f$;
CREATE PROCEDURE tidy(INOUT n int) LANGUAGE plpgsql AS $$ BEGIN n := n + 1; END $$;
CREATE FUNCTION vary(VARIADIC parts text[]) RETURNS text LANGUAGE sql PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$ SELECT array_to_string(parts, ',') $$;
CREATE FUNCTION atomic(a int) RETURNS int LANGUAGE sql RETURN a * 2;
CREATE FUNCTION gone() RETURNS void LANGUAGE plpgsql AS 'BEGIN END';
CREATE TABLE uses (id int DEFAULT add(1, 2), n int CHECK (add(n) > 0));
