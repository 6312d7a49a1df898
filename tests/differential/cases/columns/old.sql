CREATE TABLE items (
    id serial PRIMARY KEY,
    code char(8) NOT NULL,
    title varchar(40) DEFAULT 'untitled',
    price numeric(8,2),
    tags text[] NOT NULL DEFAULT '{}',
    weight real,
    seen timestamp(3),
    note text COLLATE "C",
    flags bit varying(8) DEFAULT B'101',
    span interval day to second(3),
    active boolean DEFAULT true,
    doubled numeric GENERATED ALWAYS AS (price * 2) STORED,
    gone int
);
ALTER TABLE items ALTER COLUMN note SET STATISTICS 200;
ALTER TABLE items ALTER COLUMN note SET STORAGE EXTERNAL;
ALTER TABLE items ALTER COLUMN code SET (n_distinct = 5);
