INSERT INTO customers (id) SELECT i FROM generate_series(1, 50) i;
INSERT INTO orders SELECT i, i, i, 'yes' FROM generate_series(1, 50) i;
