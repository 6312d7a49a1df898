CREATE TABLE users (id uuid DEFAULT gen_random_uuid(), salt text DEFAULT gen_salt('bf', 8), hash bytea GENERATED ALWAYS AS (digest('x'::text, 'sha256')) STORED, CHECK (length(salt) > 4));
CREATE INDEX users_hash ON users (encode(digest(salt, 'sha1'), 'hex'));
CREATE FUNCTION check_password(text, text) RETURNS bool LANGUAGE sql RETURN crypt($1, $2) = $2;
CREATE VIEW secrets AS SELECT pgp_sym_encrypt(salt, 'k', 'cipher-algo=aes256') AS s, hmac(salt, 'k', 'md5') FROM users;
