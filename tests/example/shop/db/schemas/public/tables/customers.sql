SET search_path = '';

-- table public.customers
CREATE TABLE public.customers (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    email text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT customers_email_check CHECK (email ~~ '%_@_%'::text),
    CONSTRAINT customers_email_key UNIQUE (email),
    CONSTRAINT customers_pkey PRIMARY KEY (id)
);
ALTER TABLE public.customers OWNER TO postgres;
COMMENT ON TABLE public.customers IS 'Everybody who ever ordered';
