-- What a schema ($1) has: its tables with their columns, its views, and its indexes, whose column is NULL; PostgreSQL
-- 14 and later.
SELECT class.relname, class.relkind, field.attname
FROM pg_class AS class
LEFT JOIN pg_attribute AS field
  ON field.attrelid = class.oid AND field.attnum > 0 AND NOT field.attisdropped AND class.relkind NOT IN ('i', 'I')
WHERE class.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1)
  AND class.relkind IN ('r', 'p', 'v', 'm', 'f', 'i', 'I')
