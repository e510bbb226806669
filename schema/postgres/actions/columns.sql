-- The columns that this role may read of the queue and of the tables beside it that a write needs ($1), with whether
-- they can be set; PostgreSQL 14 and later. No rows if the search path has no queue.
SELECT
  class.relname AS table_name,
  class.oid::regclass AS written,
  field.attname AS column_name,
  format_type(field.atttypid, NULL) AS type,
  format_type(field.atttypid, -1) AS written_type,
  field.attgenerated = '' AS can_be_set
FROM pg_class AS queue
JOIN pg_class AS class ON class.relnamespace = queue.relnamespace AND class.relkind IN ('r', 'p')
JOIN pg_attribute AS field ON field.attrelid = class.oid AND field.attnum > 0 AND NOT field.attisdropped
WHERE queue.oid = to_regclass('cf_processing_queue')
  AND class.relname = ANY (string_to_array($1, ' '))
  AND has_column_privilege(class.oid, field.attnum, 'SELECT')
ORDER BY class.relname, field.attnum
