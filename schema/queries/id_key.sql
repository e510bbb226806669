-- Whether the queue's declaration guarantees that ids are unique, and not NULL. Serves every version, and a view. A
-- primary key without its own index is the row number. A column without a type can hold both 7 and '7'.
WITH alone AS (
  SELECT 1
  FROM pragma_index_list('cf_processing_queue') AS list
  WHERE list."unique" = 1 AND list.partial = 0
    AND (SELECT group_concat(lower(COALESCE(part.name, ''))) FROM pragma_index_info(list.name) AS part) = 'id'
),
field AS (
  SELECT
    own."notnull" AS has_value,
    own.pk > 0
      AND NOT EXISTS (SELECT 1 FROM pragma_index_list('cf_processing_queue') AS list WHERE list.origin = 'pk') AS numbers,
    own.type <> '' AND own.type NOT LIKE '%BLOB%' AND EXISTS (SELECT 1 FROM alone) AS is_unique
  FROM pragma_table_xinfo('cf_processing_queue') AS own
  WHERE lower(own.name) = 'id'
)
SELECT numbers OR is_unique AS is_unique, numbers OR (is_unique AND has_value) AS is_key FROM field
