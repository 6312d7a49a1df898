CREATE TABLE parts (a int, b int) PARTITION BY LIST (a);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES IN (1);
CREATE TABLE parts_2 (a int, b int);
ALTER TABLE parts ATTACH PARTITION parts_2 FOR VALUES IN (2);
CREATE TABLE parts_3 PARTITION OF parts FOR VALUES IN (3) PARTITION BY LIST (b);
CREATE TABLE parts_3_1 PARTITION OF parts_3 FOR VALUES IN (1);

CREATE TABLE things (a int, b int, c int NOT NULL);
CREATE TABLE own_things (a int, b int CONSTRAINT kept NOT NULL) INHERITS (things);
CREATE TABLE plain_things () INHERITS (things);
CREATE TABLE small_things (c int CONSTRAINT of_its_own NOT NULL) INHERITS (plain_things);
