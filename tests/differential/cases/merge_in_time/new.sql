CREATE TABLE sums (k integer, total integer);
CREATE TABLE news (a integer);
CREATE OR REPLACE FUNCTION fold() RETURNS void LANGUAGE sql
BEGIN ATOMIC
    MERGE INTO sums USING news ON k = a
        WHEN MATCHED THEN UPDATE SET total = total + a
        WHEN NOT MATCHED THEN INSERT VALUES (a, 1);
END;
ALTER TABLE news ADD COLUMN k integer, ADD COLUMN total integer;
