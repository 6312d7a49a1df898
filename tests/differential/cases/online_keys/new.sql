CREATE TABLE users (id int PRIMARY KEY, code text NOT NULL CONSTRAINT users_code UNIQUE DEFERRABLE);
CREATE TABLE places (id int, zone int, PRIMARY KEY (id, zone)) PARTITION BY LIST (zone);
CREATE TABLE places_1 PARTITION OF places FOR VALUES IN (1);
CREATE TABLE places_2 PARTITION OF places FOR VALUES IN (2);

CREATE TABLE visits (id bigint, at date NOT NULL, user_id int NOT NULL REFERENCES users ON DELETE CASCADE, place_id int, zone int, note varchar(10),
    PRIMARY KEY (id, at, zone), CHECK (id > 0), CONSTRAINT to_place FOREIGN KEY (place_id, zone) REFERENCES places DEFERRABLE INITIALLY DEFERRED)
    PARTITION BY RANGE (at);
CREATE TABLE visits_1 PARTITION OF visits FOR VALUES FROM ('2024-01-01') TO ('2024-07-01');
CREATE TABLE visits_2 PARTITION OF visits FOR VALUES FROM ('2024-07-01') TO ('2025-01-01') PARTITION BY LIST (zone);
CREATE TABLE visits_2_1 PARTITION OF visits_2 FOR VALUES IN (1);
CREATE TABLE visits_2_2 PARTITION OF visits_2 FOR VALUES IN (2);
CREATE TABLE visits_3 PARTITION OF visits FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE UNIQUE INDEX visits_once ON visits (user_id, at, zone, id DESC) INCLUDE (note);
CREATE INDEX ON visits USING hash (note) WITH (fillfactor = 70);

CREATE TABLE notes (id int PRIMARY KEY, user_id int REFERENCES users, body text, CONSTRAINT short CHECK (length(body) < 1000));
CREATE INDEX notes_user ON notes (user_id DESC) WHERE user_id > 0;
CREATE UNIQUE INDEX notes_unique ON notes (id) INCLUDE (user_id);
CREATE INDEX notes_body ON notes (lower(body) text_pattern_ops, (id + 1));
ALTER INDEX notes_body ALTER COLUMN 2 SET STATISTICS 200;
ALTER TABLE notes REPLICA IDENTITY USING INDEX notes_unique;
COMMENT ON INDEX notes_user IS 'by user, latest first';
CREATE TABLE replies (id int, parent int, CONSTRAINT replies_pkey PRIMARY KEY (id) INCLUDE (parent));
ALTER TABLE replies ADD FOREIGN KEY (parent) REFERENCES replies (id);
CREATE TABLE marks (a int NOT NULL, b int NOT NULL, CONSTRAINT marks_key UNIQUE (b, a));
COMMENT ON CONSTRAINT marks_key ON marks IS 'both';
ALTER TABLE marks CLUSTER ON marks_key;
