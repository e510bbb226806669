-- Whether the server is read-only, and whether this role may change the queue on the search path, NULL if there is
-- none; PostgreSQL 14 and later.
SELECT
  pg_is_in_recovery(),
  current_setting('transaction_read_only') = 'on',
  has_table_privilege(queue.oid, 'UPDATE') OR has_any_column_privilege(queue.oid, 'UPDATE')
FROM (SELECT to_regclass('cf_processing_queue') AS oid) AS queue
