CREATE TABLE accounts (id serial PRIMARY KEY, code text NOT NULL UNIQUE, amount numeric(10,2) CHECK (amount >= 0), at timestamp DEFAULT now(), flag text,
    CONSTRAINT of_both CHECK (amount > id - 10000000));
INSERT INTO accounts (code, amount, flag) SELECT 'c' || i, i, 'yes' FROM generate_series(1, 800) i;
CREATE INDEX accounts_amount ON accounts (amount DESC, code);
COMMENT ON COLUMN accounts.id IS 'its number';
COMMENT ON INDEX accounts_amount IS 'how much';
COMMENT ON CONSTRAINT accounts_pkey ON accounts IS 'by number';
CREATE VIEW rich AS SELECT id, amount FROM accounts WHERE amount > 5;
CREATE TABLE moves (account int REFERENCES accounts, "Old ""value" varchar(20));
INSERT INTO moves SELECT i, i::text FROM generate_series(1, 800) i;
ALTER TABLE accounts REPLICA IDENTITY USING INDEX accounts_pkey;
