CREATE FUNCTION one(integer, b integer) RETURNS integer LANGUAGE sql RETURN (SELECT $1 + b WHERE $1 < b);
CREATE FUNCTION two(integer, b integer, integer) RETURNS integer LANGUAGE sql RETURN $3 + b - $1;
CREATE FUNCTION quoted(text, b text, text) RETURNS text LANGUAGE sql RETURN $1 || '""' || b || 'it''s' || E'\\' || $1;
CREATE FUNCTION atomic(integer, b integer, integer) RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT $1 + b AS "a""b"; SELECT CASE b WHEN $3 THEN 1 ELSE coalesce($3, 2) END; END;
