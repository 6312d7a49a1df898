CREATE VIEW buffers AS SELECT relfilenode, count(*) AS n FROM pg_buffercache GROUP BY 1;
