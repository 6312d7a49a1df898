CREATE TABLE orders (region text, id int, total int) PARTITION BY LIST (region);
CREATE UNIQUE INDEX orders_key ON orders (region, id);
ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0) NOT VALID;
CREATE TABLE lines (region text, order_id int, FOREIGN KEY (region, order_id) REFERENCES orders (region, id));
CREATE INDEX orders_total ON ONLY orders (total);
