-- The server makes one of two keys over the same columns, under the name that one of them has.
CREATE TABLE settings (
    PRIMARY KEY (name),
    name text,
    value text CONSTRAINT settings_second UNIQUE CONSTRAINT settings_third UNIQUE,
    CONSTRAINT settings_first UNIQUE (name)
);
CREATE TABLE words (
    word text UNIQUE CONSTRAINT words_unique UNIQUE,
    note text UNIQUE,
    CONSTRAINT words_note UNIQUE (note)
);
