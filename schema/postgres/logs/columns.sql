-- The columns of some tables beside the queue ($1) with their types, and whether this role may read them; PostgreSQL 14
-- and later.
SELECT
  class.relname AS table_name,
  class.oid::regclass AS written,
  field.attname AS column_name,
  format_type(field.atttypid, NULL) AS type,
  has_column_privilege(class.oid, field.attnum, 'SELECT') AS may_be_read
FROM pg_class AS queue
JOIN pg_class AS class ON class.relnamespace = queue.relnamespace AND class.relkind IN ('r', 'p')
JOIN pg_attribute AS field ON field.attrelid = class.oid AND field.attnum > 0 AND NOT field.attisdropped
WHERE queue.oid = to_regclass('cf_processing_queue')
  AND class.relname = ANY (string_to_array($1, ' '))
