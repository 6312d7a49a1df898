CREATE TABLE orders (region text, id int, total int) PARTITION BY LIST (region);
ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 1) NOT VALID;
CREATE TABLE orders_eu PARTITION OF orders (PRIMARY KEY (region, id)) FOR VALUES IN ('eu');
CREATE TABLE orders_us PARTITION OF orders FOR VALUES IN ('us');
CREATE UNIQUE INDEX orders_key ON orders (region, id);
CREATE TABLE orders_as PARTITION OF orders FOR VALUES IN ('as');
CREATE TABLE lines (region text, order_id int, FOREIGN KEY (region, order_id) REFERENCES orders (region, id));
