CREATE TABLE things (id int NOT NULL, size int NOT NULL);
CREATE TABLE others (id int NOT NULL, size int NOT NULL);
CREATE TABLE heirs (note text) INHERITS (others);
