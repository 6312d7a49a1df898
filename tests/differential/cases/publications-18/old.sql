-- servers: 18-
CREATE TABLE t (id int PRIMARY KEY, twice int GENERATED ALWAYS AS (id * 2) STORED);
CREATE PUBLICATION on_ FOR TABLE t WITH (publish_generated_columns = stored);
CREATE PUBLICATION off FOR TABLE t;
CREATE PUBLICATION listed FOR TABLE t (id, twice);
