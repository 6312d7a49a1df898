INSERT INTO customers (id, email) SELECT i, 'mail' || i FROM generate_series(1, 50) i;
INSERT INTO orders SELECT i, i, i, 'note ' || i, i FROM generate_series(1, 50) i;
INSERT INTO events SELECT i, '2026-01-05', i FROM generate_series(1, 5) i;
INSERT INTO events_0 SELECT i, '2025-12-05', i FROM generate_series(1, 5) i;
