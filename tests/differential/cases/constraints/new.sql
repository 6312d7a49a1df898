CREATE EXTENSION btree_gist;
CREATE TABLE parent (a int, b text, c int UNIQUE DEFERRABLE INITIALLY DEFERRED, d int, PRIMARY KEY (b, a), CONSTRAINT parent_c2 UNIQUE (c) INCLUDE (d));
CREATE TABLE child (
    id int,
    a int, b text,
    c int,
    during tsrange,
    amount int CHECK (amount >= 1 AND amount <= 12),
    kind text CHECK (kind = 'x' OR kind LIKE 'y%'),
    CONSTRAINT child_pk PRIMARY KEY (id),
    CONSTRAINT child_both FOREIGN KEY (b, a) REFERENCES parent (b, a) MATCH FULL DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT positive CHECK (amount > 0),
    EXCLUDE USING gist (during WITH &&) WHERE (c IS NOT NULL)
);
