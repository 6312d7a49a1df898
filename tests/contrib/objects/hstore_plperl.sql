CREATE FUNCTION keys_of(h hstore) RETURNS int TRANSFORM FOR TYPE hstore LANGUAGE plperl AS $$ return scalar keys %{$_[0]}; $$;
