CREATE TABLE early (id int);
DROP SCHEMA IF EXISTS nowhere, public, shop CASCADE;
CREATE SCHEMA public;
CREATE SCHEMA shop;
CREATE DOMAIN public.color AS int;
CREATE TABLE public.items (id int PRIMARY KEY, color public.color);
CREATE VIEW shop.items AS SELECT id FROM public.items;
