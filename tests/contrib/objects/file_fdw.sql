CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE log (line text, n int OPTIONS (force_null 'true')) SERVER files OPTIONS (filename '/nowhere', format 'csv', header 'true');
