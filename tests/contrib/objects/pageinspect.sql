CREATE FUNCTION items(r text) RETURNS bigint LANGUAGE sql RETURN (SELECT count(*) FROM heap_page_items(get_raw_page(r, 0)));
