CREATE FUNCTION add(a int, b int DEFAULT 2) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a + b + 0';
CREATE TABLE uses (id int DEFAULT add(1, 2), n int CHECK (add(n) > 0));
CREATE FUNCTION pairs(OUT x int, OUT y text, OUT z date) RETURNS SETOF record LANGUAGE plpgsql AS $$ BEGIN x := 1; y := 'one'; RETURN NEXT; END $$;
CREATE FUNCTION rows_of(n bigint) RETURNS TABLE (id int, name text) LANGUAGE sql ROWS 20 AS $f$ SELECT n::int, 'x' $f$;
CREATE PROCEDURE tidy(INOUT n int) LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN n := n + 2; END $$;
CREATE FUNCTION vary(VARIADIC parts text[]) RETURNS text LANGUAGE sql STABLE AS $$ SELECT array_to_string(parts, ';') $$;
CREATE FUNCTION atomic(a int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT a * 3; END;
CREATE FUNCTION atomic(a text) RETURNS text LANGUAGE sql RETURN a || 'x';
