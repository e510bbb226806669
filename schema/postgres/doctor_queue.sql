-- The queue's schema, the server's block size, and about how many jobs there are in some heaps ($1: their OIDs) as last
-- analysed, for the doctor; PostgreSQL 14 and later. No row if there is no queue.
SELECT
  place.nspname AS schema,
  current_setting('block_size') AS block_bytes,
  (SELECT sum(greatest(heap.reltuples, 0))::bigint FROM pg_class AS heap WHERE heap.oid = ANY ($1::oid[])) AS jobs
FROM pg_class AS queue
JOIN pg_namespace AS place ON place.oid = queue.relnamespace
WHERE queue.oid = to_regclass('cf_processing_queue')
