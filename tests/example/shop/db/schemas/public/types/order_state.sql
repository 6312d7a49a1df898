-- enum public.order_state
CREATE TYPE public.order_state AS ENUM (
    'new',
    'paid',
    'shipped'
);
ALTER TYPE public.order_state OWNER TO postgres;
