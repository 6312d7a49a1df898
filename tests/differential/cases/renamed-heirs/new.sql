CREATE TABLE measures (
    -- pgplumb: renamed from site_id
    place_id int NOT NULL,
    taken date NOT NULL,
    amount numeric CHECK (amount > 0), -- pgplumb: renamed from value
    PRIMARY KEY (place_id, taken)
) PARTITION BY RANGE (taken);
CREATE TABLE measures_old PARTITION OF measures FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
-- pgplumb: renamed from measures_new
CREATE TABLE measures_fresh PARTITION OF measures FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE INDEX ON measures (amount);
CREATE TABLE base (
    id int PRIMARY KEY,
    name text NOT NULL, -- pgplumb: renamed from label
    CHECK (name <> '')
);
CREATE TABLE derived (extra int) INHERITS (base);
-- pgplumb: renamed from stretch
CREATE TYPE spans AS RANGE (subtype = float8);
CREATE TABLE uses (s spans, m spans_multirange);
CREATE TABLE logs (
    number int, -- pgplumb: renamed from id
    CONSTRAINT logs_number_key UNIQUE (number) -- pgplumb: renamed from logs_id_key
);
ALTER TABLE logs REPLICA IDENTITY FULL;
-- pgplumb: renamed from record
CREATE PROCEDURE note_down(a int, b text) LANGUAGE sql AS 'INSERT INTO logs VALUES (a)';
-- pgplumb: renamed from stay
CREATE RULE keep AS ON DELETE TO logs DO INSTEAD NOTHING;
