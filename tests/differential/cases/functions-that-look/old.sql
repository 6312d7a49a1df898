SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
CREATE SCHEMA app;
CREATE SEQUENCE public.numbers;
CREATE TABLE app.marks (mark text);
CREATE FUNCTION public.next_number() RETURNS text LANGUAGE sql AS $$ SELECT 'n' || nextval('numbers') $$;
CREATE FUNCTION app.is_mark(t text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN NOT EXISTS (SELECT FROM marks m WHERE m.mark = t); END $$;
CREATE TABLE public.things (id integer, mark text);
