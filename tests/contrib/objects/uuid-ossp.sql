CREATE TABLE objects (id uuid PRIMARY KEY DEFAULT uuid_generate_v4(), other uuid DEFAULT uuid_generate_v5(uuid_ns_url(), 'x'), CHECK (id <> uuid_nil()));
CREATE INDEX objects_named ON objects (uuid_generate_v3(id, 'name'));
