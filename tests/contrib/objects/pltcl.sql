CREATE FUNCTION larger_tcl(int, int) RETURNS int LANGUAGE pltcl AS $$ if {$1 > $2} {return $1}; return $2 $$;
