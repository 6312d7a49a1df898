CREATE TABLE users (id int PRIMARY KEY, code text);
INSERT INTO users SELECT i, 'c' || i FROM generate_series(1, 100) i;
CREATE TABLE places (id int, zone int, PRIMARY KEY (id, zone)) PARTITION BY LIST (zone);
CREATE TABLE places_1 PARTITION OF places FOR VALUES IN (1);
CREATE TABLE places_2 PARTITION OF places FOR VALUES IN (2);
INSERT INTO places SELECT i, 1 + i % 2 FROM generate_series(1, 100) i;

CREATE TABLE visits (id bigint, at date NOT NULL, user_id int, place_id int, zone int, note varchar(10)) PARTITION BY RANGE (at);
CREATE TABLE visits_1 PARTITION OF visits FOR VALUES FROM ('2024-01-01') TO ('2024-07-01');
CREATE TABLE visits_2 PARTITION OF visits FOR VALUES FROM ('2024-07-01') TO ('2025-01-01') PARTITION BY LIST (zone);
CREATE TABLE visits_2_1 PARTITION OF visits_2 FOR VALUES IN (1);
INSERT INTO visits SELECT i, '2024-02-02', i, i, 1 + i % 2 FROM generate_series(1, 100) i;
INSERT INTO visits SELECT i, '2024-08-02', i, i, 1 FROM generate_series(2, 100, 2) i;

CREATE TABLE notes (id int, user_id int, body text);
INSERT INTO notes SELECT i, i, repeat('x', i) FROM generate_series(1, 100) i;
CREATE INDEX notes_user ON notes (user_id);
CREATE UNIQUE INDEX notes_unique ON notes (id, user_id);
ALTER TABLE notes REPLICA IDENTITY FULL;
CREATE TABLE replies (id int PRIMARY KEY, parent int REFERENCES replies);
INSERT INTO replies VALUES (1, NULL), (2, 1);
COMMENT ON INDEX notes_user IS 'by user';
CREATE TABLE marks (a int NOT NULL, b int NOT NULL, CONSTRAINT marks_key UNIQUE (a));
INSERT INTO marks VALUES (1, 1), (2, 2);
COMMENT ON CONSTRAINT marks_key ON marks IS 'first';
ALTER TABLE marks CLUSTER ON marks_key;
