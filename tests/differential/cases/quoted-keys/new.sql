CREATE SCHEMA "S x"; CREATE TABLE "S x"."T t" ("a b" int, "C" text, CONSTRAINT "pk !" PRIMARY KEY ("a b"), CHECK ("a b" > 2), CONSTRAINT uc UNIQUE ("C"));
CREATE INDEX ON "S x"."T t" (lower("C"), "a b"); CREATE INDEX "i ""q""" ON "S x"."T t" ("C" ) WHERE "a b" > 0;
CREATE TABLE ref (x int REFERENCES "S x"."T t", y text REFERENCES "S x"."T t"("C"));
CREATE FUNCTION "S x".f(text) RETURNS text IMMUTABLE LANGUAGE sql AS 'select $1';
CREATE INDEX fi ON "S x"."T t" ("S x".f("C"), ("C" || 'y')) WHERE "S x".f("C") = 'q';
CREATE TABLE "S x".inl (a int PRIMARY KEY, b int UNIQUE NOT NULL, c int CONSTRAINT named CHECK (c > 0) CHECK (c < 100) REFERENCES "S x".inl (b) DEFERRABLE INITIALLY DEFERRED);
