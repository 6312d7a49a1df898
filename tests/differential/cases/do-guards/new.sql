CREATE TABLE orders (id integer PRIMARY KEY, note text, state text);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
DO $$
BEGIN
    -- the column is there: nothing of this runs
    IF NOT EXISTS (SELECT FROM information_schema.columns WHERE table_name = 'orders' AND column_name = 'state') THEN
        ALTER TABLE orders ADD COLUMN state integer;
        ALTER TABLE orders ALTER COLUMN state SET NOT NULL;
    END IF;
    IF NOT (EXISTS (SELECT 1 FROM pg_trigger WHERE tgname = 'touched' AND tgrelid = 'orders'::regclass)) THEN
        CREATE TRIGGER touched BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
    END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_policies WHERE tablename = 'orders' AND policyname = 'Can see') THEN
        CREATE POLICY "Can see" ON orders;
        ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = 'public' AND tablename = 'lines') THEN
        CREATE TABLE lines (order_id integer REFERENCES orders);
        CREATE INDEX ON lines (order_id);
        CREATE TYPE unit AS ENUM ('piece');
    END IF;
    IF (SELECT to_regclass('public.totals') IS NULL) THEN
        CREATE VIEW totals AS SELECT count(*) AS n FROM lines;
    END IF;
END $$;
ALTER TABLE orders ADD CONSTRAINT noted CHECK (note <> '');
CREATE TYPE gone AS ENUM ('no');
CREATE TYPE more AS ENUM ('a');
DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM pg_type WHERE typname = 'gone') THEN DROP TYPE gone; END IF;
    IF EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'noted') THEN
        ALTER TABLE orders DROP CONSTRAINT noted;
    END IF;
    IF EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'never') THEN
        ALTER TABLE orders DROP CONSTRAINT never;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid WHERE t.typname = 'more' AND e.enumlabel = 'b') THEN
        ALTER TYPE more ADD VALUE 'b';
    END IF;
END $$;
DO $$ BEGIN
    ALTER TABLE orders ADD CONSTRAINT known CHECK (state <> '');
    ALTER TABLE orders ADD CONSTRAINT small CHECK (id < 1000);
EXCEPTION WHEN duplicate_object THEN RAISE NOTICE 'there';
END $$;
DO $$ BEGIN
    CREATE TYPE unit AS ENUM ('other');
    CREATE TYPE never AS ENUM ('x');
EXCEPTION WHEN duplicate_object THEN NULL;
END $$;
DO $$ BEGIN
    IF NOT EXISTS (SELECT constraint_name FROM information_schema.table_constraints
                   WHERE table_name = 'orders' AND constraint_type = 'PRIMARY KEY') THEN
        ALTER TABLE orders ADD PRIMARY KEY (id);
    END IF;
    IF NOT EXISTS (SELECT constraint_name FROM information_schema.table_constraints
                   WHERE table_name = 'lines' AND constraint_type = 'PRIMARY KEY') THEN
        ALTER TABLE lines ADD PRIMARY KEY (order_id);
    END IF;
END $$;
