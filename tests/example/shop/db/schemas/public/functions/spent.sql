-- function public.spent(bigint)
CREATE FUNCTION public.spent(customer bigint) RETURNS numeric
    LANGUAGE sql STABLE
    AS $$ SELECT coalesce(sum(total), 0) FROM orders WHERE customer_id = customer $$;
ALTER FUNCTION public.spent(bigint) OWNER TO postgres;
