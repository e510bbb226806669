-- Whether indexes that begin with these columns ($1) cover the whole queue, including all partitions; PostgreSQL 14 and
-- later.
WITH RECURSIVE family AS (
  SELECT to_regclass('cf_processing_queue')::oid AS member
  UNION
  SELECT link.inhrelid
  FROM family
  JOIN pg_inherits AS link ON link.inhparent = family.member AND NOT link.inhdetachpending
)
SELECT bool_and(
  EXISTS (
    SELECT 1
    FROM pg_index AS index
    WHERE index.indrelid = heap.oid
      AND index.indisvalid AND index.indpred IS NULL AND index.indexprs IS NULL
      AND starts_with(
        (
          SELECT string_agg(field.attname, ' ' ORDER BY place.at)
          FROM unnest(index.indkey::int2[]) WITH ORDINALITY AS place (number, at)
          JOIN pg_attribute AS field ON field.attrelid = index.indrelid AND field.attnum = place.number
        ) || ' ',
        $1 || ' '
      )
  )
)
FROM family
JOIN pg_class AS heap ON heap.oid = family.member AND heap.relkind = 'r'
