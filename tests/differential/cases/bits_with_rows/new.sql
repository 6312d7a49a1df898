CREATE TABLE signals (id int PRIMARY KEY, mask bit(16) DEFAULT B'1000000100000000', flag bit(3), word bit(8), words bit(6)[], same bit varying(12));
