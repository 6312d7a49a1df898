CREATE TABLE accounts (id bigint NOT NULL PRIMARY KEY, code text NOT NULL UNIQUE, amount numeric(12,4) CHECK (amount >= 0) NOT NULL, at timestamp(3) DEFAULT now(), flag boolean,
    CONSTRAINT of_both CHECK (amount > id - 10000000));
CREATE SEQUENCE accounts_id_seq OWNED BY accounts.id;
ALTER TABLE accounts ALTER COLUMN id SET DEFAULT nextval('accounts_id_seq');
CREATE INDEX accounts_amount ON accounts (amount DESC, code);
COMMENT ON COLUMN accounts.id IS 'its number';
COMMENT ON INDEX accounts_amount IS 'how much';
COMMENT ON CONSTRAINT accounts_pkey ON accounts IS 'by number';
CREATE VIEW rich AS SELECT id, amount FROM accounts WHERE amount > 5;
CREATE TABLE moves (account bigint REFERENCES accounts, "Old ""value" int);
ALTER TABLE moves ALTER COLUMN "Old ""value" SET STATISTICS 20;
ALTER TABLE accounts REPLICA IDENTITY USING INDEX accounts_pkey;
