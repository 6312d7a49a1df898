CREATE TABLE hook (id serial NOT NULL, CONSTRAINT hook_pkey PRIMARY KEY (id));
