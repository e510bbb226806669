-- The queue's schema and the server's block size, for the doctor; PostgreSQL 14 and later. No row if there is no queue.
SELECT place.nspname AS schema, current_setting('block_size') AS block_bytes
FROM pg_class AS queue
JOIN pg_namespace AS place ON place.oid = queue.relnamespace
WHERE queue.oid = to_regclass('cf_processing_queue')
