CREATE TABLE sales (year int, month int, amount numeric);
CREATE VIEW pivot AS SELECT * FROM crosstab('SELECT year, month, amount FROM sales ORDER BY 1, 2') AS ct (year int, jan numeric, feb numeric);
CREATE VIEW spread AS SELECT * FROM normal_rand(10, 5, 3), crosstab3('SELECT ''a''::text, ''b''::text, ''c''::text');
CREATE FUNCTION rows() RETURNS SETOF tablefunc_crosstab_2 LANGUAGE sql AS 'SELECT ''a'', ''b'', ''c''';
