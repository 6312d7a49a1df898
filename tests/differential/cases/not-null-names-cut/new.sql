-- The names of NOT NULL constraints are cut: one that comes is called as one that goes, which goes later.
CREATE TABLE wh_session_connection_accumulating_facts (id bigint NOT NULL, connection_authorized_date_key integer NOT NULL, closed_date_of_the_connection_id integer NOT NULL);
