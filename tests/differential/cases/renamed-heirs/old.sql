CREATE TABLE measures (
    -- pgplumb: renamed from place_id
    site_id int NOT NULL,
    taken date NOT NULL,
    value numeric CHECK (value > 0), -- pgplumb: renamed from amount
    PRIMARY KEY (site_id, taken)
) PARTITION BY RANGE (taken);
CREATE TABLE measures_old PARTITION OF measures FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
-- pgplumb: renamed from measures_fresh
CREATE TABLE measures_new PARTITION OF measures FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE INDEX ON measures (value);
CREATE TABLE base (
    id int PRIMARY KEY,
    label text NOT NULL, -- pgplumb: renamed from name
    CHECK (label <> '')
);
CREATE TABLE derived (extra int) INHERITS (base);
-- pgplumb: renamed from spans
CREATE TYPE stretch AS RANGE (subtype = float8);
CREATE TABLE uses (s stretch, m stretch_multirange);
CREATE TABLE logs (
    id int, -- pgplumb: renamed from number
    CONSTRAINT logs_id_key UNIQUE (id) -- pgplumb: renamed from logs_number_key
);
ALTER TABLE logs REPLICA IDENTITY FULL;
-- pgplumb: renamed from note_down
CREATE PROCEDURE record(a int, b text) LANGUAGE sql AS 'INSERT INTO logs VALUES (a)';
-- pgplumb: renamed from keep
CREATE RULE stay AS ON DELETE TO logs DO INSTEAD NOTHING;
