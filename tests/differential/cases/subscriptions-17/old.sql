-- servers: 17-
CREATE SUBSCRIPTION s CONNECTION 'host=/nowhere' PUBLICATION p WITH (connect = false, slot_name = NONE, origin = none, disable_on_error = true, two_phase = true);
CREATE SUBSCRIPTION t CONNECTION 'host=/nowhere' PUBLICATION p WITH (connect = false, slot_name = NONE, streaming = parallel, failover = true);
CREATE SUBSCRIPTION u CONNECTION 'host=/nowhere' PUBLICATION p WITH (connect = false, slot_name = NONE, run_as_owner = true, streaming = off);
