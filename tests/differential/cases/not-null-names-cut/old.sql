-- servers: 18-
CREATE TABLE wh_session_connection_accumulating_facts (id bigint NOT NULL, connection_authorized_date_id integer NOT NULL, closed_date_of_the_connection_id integer);
