INSERT INTO customers (id, email) SELECT i, 'mail' || i FROM generate_series(1, 50) i;
INSERT INTO orders (id, customer, total) SELECT i, i, i FROM generate_series(1, 50) i;
INSERT INTO events SELECT i, '2026-01-05' FROM generate_series(1, 5) i;
