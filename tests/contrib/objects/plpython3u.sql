CREATE FUNCTION larger_py(a int, b int) RETURNS int LANGUAGE plpython3u AS $$ return max(a, b) $$;
