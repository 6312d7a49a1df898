-- A copy takes the table's place, with the names of its NOT NULL constraints (18).
CREATE TABLE events (id integer NOT NULL, at timestamptz NOT NULL);
CREATE TABLE new_events (LIKE events INCLUDING ALL);
ALTER TABLE events RENAME TO old_events;
ALTER TABLE new_events RENAME TO events;
DROP TABLE old_events;
ALTER TABLE events ADD COLUMN kind text NOT NULL;
