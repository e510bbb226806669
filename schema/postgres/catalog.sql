-- The columns of the queue's tables, a row for each, and whether this role may read the table; PostgreSQL 14 and later. $1:
-- the tables. No rows where the search path leads to no queue. A table's key is the one column of its primary key.
SELECT
  class.relname AS table_name,
  class.oid::regclass AS written,
  pg_relation_filenode(class.oid) AS file,
  class.relkind AS kind,
  has_table_privilege(class.oid, 'SELECT') AS may_read,
  row_security_active(class.oid) AS hides_rows,
  field.attname AS column_name,
  format_type(field.atttypid, NULL) AS type,
  key.indkey[0] = field.attnum AS is_key,
  pg_relation_size(class.oid) / current_setting('block_size')::bigint AS blocks
FROM pg_class AS queue
JOIN pg_class AS class ON class.relnamespace = queue.relnamespace AND class.relkind IN ('r', 'p', 'v', 'm', 'f')
JOIN pg_attribute AS field ON field.attrelid = class.oid AND field.attnum > 0 AND NOT field.attisdropped
LEFT JOIN pg_index AS key ON key.indrelid = class.oid AND key.indisprimary AND key.indnkeyatts = 1
WHERE queue.oid = to_regclass('cf_processing_queue')
  AND class.relname = ANY (string_to_array($1, ' '))
ORDER BY class.relname, field.attnum
