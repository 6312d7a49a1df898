CREATE FUNCTION checked(i regclass) RETURNS void LANGUAGE sql BEGIN ATOMIC SELECT bt_index_check(i); END;
