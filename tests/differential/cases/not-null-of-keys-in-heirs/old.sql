-- A key that is made with an heir names the NOT NULL there, which the heir would have from its parent (18).
CREATE TABLE p (a int NOT NULL, b int);
CREATE TABLE q (a int NOT NULL, b int) PARTITION BY LIST (a);
