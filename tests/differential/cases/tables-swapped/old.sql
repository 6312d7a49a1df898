CREATE TABLE events (id integer NOT NULL, at timestamptz NOT NULL);
