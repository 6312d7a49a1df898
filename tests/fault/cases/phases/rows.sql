INSERT INTO customers (id) SELECT i FROM generate_series(1, 50) i;
INSERT INTO orders SELECT i, i, 'note', 'old', i, 'paid', 1 FROM generate_series(1, 50) i;
