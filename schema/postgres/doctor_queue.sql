-- Where the queue is and how large its table is, for the doctor; PostgreSQL 14 and later. No row where there is none.
SELECT place.nspname AS schema, pg_relation_size(queue.oid) AS bytes
FROM pg_class AS queue
JOIN pg_namespace AS place ON place.oid = queue.relnamespace
WHERE queue.oid = to_regclass('cf_processing_queue')
