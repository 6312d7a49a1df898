CREATE FUNCTION larger(int, int) RETURNS int LANGUAGE plperl AS $$ return $_[0] > $_[1] ? $_[0] : $_[1]; $$;
