-- Checks that are not valid are made after what inherits them, which would have valid ones else.
CREATE TABLE log (at date NOT NULL, size integer) PARTITION BY RANGE (at);
CREATE TABLE log_1 (at date NOT NULL, size integer);
ALTER TABLE ONLY log ATTACH PARTITION log_1 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
ALTER TABLE log ADD CONSTRAINT log_size CHECK (size > 0) NOT VALID;
CREATE TABLE base (a integer);
CREATE TABLE heir (b integer) INHERITS (base);
ALTER TABLE base ADD CONSTRAINT base_a CHECK (a > 0) NOT VALID;
-- A check that is not valid any more leaves those of partitions that come after it valid.
CREATE TABLE visits (day integer, size integer) PARTITION BY LIST (day);
ALTER TABLE visits ADD CONSTRAINT visits_size CHECK (size > 0) NOT VALID;
CREATE TABLE visits_1 PARTITION OF visits FOR VALUES IN (1);
CREATE TABLE visits_2 PARTITION OF visits FOR VALUES IN (2) PARTITION BY LIST (size);
CREATE TABLE visits_2_1 PARTITION OF visits_2 FOR VALUES IN (1);
CREATE TABLE move (a integer NOT NULL, e text) PARTITION BY LIST (a);
CREATE TABLE move_1 PARTITION OF move FOR VALUES IN (1, 4) PARTITION BY LIST (a);
CREATE TABLE move_1_1 PARTITION OF move_1 FOR VALUES IN (1);
CREATE TABLE move_2 PARTITION OF move FOR VALUES IN (2);
ALTER TABLE move ADD CONSTRAINT move_e CHECK (e IS NOT NULL) NOT VALID;
