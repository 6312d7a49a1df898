SET search_path = '';

-- view public.open_orders
CREATE VIEW public.open_orders AS
SELECT o.id,
    c.email,
    o.total
   FROM (public.orders o
     JOIN public.customers c ON ((c.id = o.customer_id)))
  WHERE (o.state <> 'shipped'::public.order_state);
ALTER VIEW public.open_orders OWNER TO postgres;
