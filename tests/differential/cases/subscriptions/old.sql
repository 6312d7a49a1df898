CREATE SUBSCRIPTION same CONNECTION 'host=/nowhere dbname=x' PUBLICATION p, q WITH (connect = false);
CREATE SUBSCRIPTION changed CONNECTION 'host=/nowhere password=secret' PUBLICATION p WITH (connect = false, slot_name = NONE, binary = true);
CREATE SUBSCRIPTION slot CONNECTION 'host=/nowhere' PUBLICATION p WITH (connect = false, slot_name = 'one');
CREATE SUBSCRIPTION enabled CONNECTION 'host=/nowhere' PUBLICATION p WITH (connect = false);
CREATE SUBSCRIPTION dropped CONNECTION 'host=/nowhere' PUBLICATION p WITH (connect = false);
ALTER SUBSCRIPTION dropped ENABLE;
COMMENT ON SUBSCRIPTION same IS 'the same';
COMMENT ON SUBSCRIPTION changed IS 'not the same';
