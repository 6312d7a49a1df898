CREATE SUBSCRIPTION s CONNECTION 'host=/nowhere' PUBLICATION p WITH (connect = false, slot_name = NONE);
CREATE SUBSCRIPTION t CONNECTION 'host=/nowhere' PUBLICATION p WITH (connect = false, slot_name = NONE, streaming = off, failover);
CREATE SUBSCRIPTION u CONNECTION 'host=/nowhere' PUBLICATION p WITH (connect = false, slot_name = NONE, password_required = false, failover = true);
