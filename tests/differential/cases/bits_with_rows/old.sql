CREATE TABLE signals (id int PRIMARY KEY, mask bit(8) DEFAULT B'10000001', flag bit, word bit varying(8), words bit(4)[], same bit varying(6));
INSERT INTO signals VALUES (1, B'11110000', B'1', B'101', '{1010}', B'11'), (2, NULL, NULL, NULL, NULL, NULL);
