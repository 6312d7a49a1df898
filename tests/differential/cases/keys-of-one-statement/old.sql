CREATE TABLE settings (
    PRIMARY KEY (name),
    name text CONSTRAINT settings_name_uniq UNIQUE
);
CREATE TABLE words (
    word text CONSTRAINT words_unique UNIQUE,
    CONSTRAINT words_key PRIMARY KEY (word)
);
