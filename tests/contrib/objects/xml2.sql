CREATE TABLE docs (id int, body text, CHECK (xml_valid(body)), title text GENERATED ALWAYS AS (xpath_string(body, '/t')) STORED);
CREATE VIEW numbers AS SELECT xpath_number(body, '/n') AS n, xpath_nodeset(body, '/a', 'x') FROM docs;
