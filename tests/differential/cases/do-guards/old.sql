CREATE TABLE orders (id integer PRIMARY KEY, note text);
DO $$
BEGIN
    IF to_regtype('state') IS NULL THEN
        CREATE TYPE state AS ENUM ('new', 'paid');
    END IF;
    IF (SELECT count(*) FROM information_schema.columns WHERE table_name = 'orders' AND column_name = 'state') = 0 THEN
        ALTER TABLE orders ADD COLUMN state state;
    END IF;
    IF EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'noted' AND conrelid = 'orders'::regclass) THEN
        RAISE NOTICE 'there';
    ELSE
        EXECUTE 'ALTER TABLE orders ADD CONSTRAINT noted CHECK (note <> '''')';
    END IF;
END $$;
DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = 'audit') THEN EXECUTE $x$CREATE SCHEMA audit$x$; END IF;
END $$;
DO $$ BEGIN IF to_regclass('audit.log') IS NULL THEN CREATE TABLE audit.log (at timestamptz); END IF; END $$;
-- nothing that goes, and nothing to make
DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM pg_trigger WHERE tgname = 'touched') THEN
        DROP TRIGGER touched ON orders;
    END IF;
    IF EXISTS (SELECT 1 FROM pg_type WHERE typname = 'gone') THEN DROP TYPE gone; END IF;
END $$;
CREATE TYPE gone AS ENUM ('no');
