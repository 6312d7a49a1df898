CREATE SERVER elsewhere FOREIGN DATA WRAPPER dblink_fdw OPTIONS (hostaddr '127.0.0.1');
CREATE VIEW remote AS SELECT * FROM dblink('elsewhere', 'SELECT 1') AS t (a int);
