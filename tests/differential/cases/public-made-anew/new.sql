DROP SCHEMA IF EXISTS shop, public CASCADE;
CREATE SCHEMA shop;
CREATE SCHEMA public;
COMMENT ON SCHEMA public IS 'our own';
GRANT USAGE ON SCHEMA public TO PUBLIC;
CREATE TABLE public.items (id bigint PRIMARY KEY);
CREATE VIEW shop.items AS SELECT id FROM public.items;
