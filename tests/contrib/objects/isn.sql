CREATE TABLE books (isbn isbn13 PRIMARY KEY, old isbn UNIQUE, upc upc DEFAULT '220356483481', serial issn, ean ean13, CHECK (isbn <> '978-0-393-04002-9' AND is_valid(old)),
    e ean13 GENERATED ALWAYS AS (isbn::ean13) STORED);
CREATE INDEX books_hash ON books USING hash (isbn);
CREATE INDEX books_serial ON books (serial issn_ops) WHERE serial > '0000-0000';
CREATE VIEW valid_books AS SELECT isbn, isbn13(old) AS same FROM books WHERE isbn = old::isbn13 OR ean = isbn;
