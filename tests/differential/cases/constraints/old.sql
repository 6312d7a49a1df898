CREATE EXTENSION btree_gist;
CREATE TABLE parent (a int, b text, c int UNIQUE, PRIMARY KEY (a, b));
CREATE TABLE child (
    id int PRIMARY KEY,
    a int, b text,
    c int REFERENCES parent (c) ON DELETE CASCADE,
    during tsrange,
    amount int CHECK (amount BETWEEN 1 AND 10),
    kind text CHECK (kind IN ('x', 'y')),
    UNIQUE (a, b),
    CONSTRAINT child_both FOREIGN KEY (a, b) REFERENCES parent ON UPDATE SET NULL DEFERRABLE,
    CONSTRAINT positive CHECK (amount > 0) NO INHERIT,
    EXCLUDE USING gist (c WITH =, during WITH &&)
);
