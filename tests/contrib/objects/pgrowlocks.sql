CREATE TABLE locked (a int);
CREATE VIEW locks AS SELECT locked_row, modes FROM pgrowlocks('locked');
