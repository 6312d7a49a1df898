CREATE TABLE bookings (room int, floor text, during tsrange, cost numeric(8, 2), day date, id uuid, m money,
    CONSTRAINT one_at_a_time EXCLUDE USING gist (room WITH =, during WITH &&),
    EXCLUDE USING gist (floor WITH =, day WITH =, id WITH <>) WHERE (cost > 5) DEFERRABLE INITIALLY DEFERRED,
    EXCLUDE USING gist ((lower(floor)) gist_text_ops WITH =, during WITH -|-));
CREATE INDEX bookings_near ON bookings USING gist (room, cost gist_numeric_ops, day, m gist_cash_ops) INCLUDE (floor);
CREATE INDEX bookings_uuid ON bookings USING gist (id gist_uuid_ops);
CREATE VIEW nearest AS SELECT * FROM bookings ORDER BY day <-> '2020-01-01', room <-> 4;
