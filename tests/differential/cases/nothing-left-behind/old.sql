CREATE TABLE orders (id integer PRIMARY KEY, note text);
CREATE TABLE kept (a integer);
