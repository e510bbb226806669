-- Which of some lists of columns ($1: columns with spaces between them, lists with commas) no index begins with on some
-- part of the queue: the table itself, or a partition; PostgreSQL 14 and later. An index counts if it can be read
-- backwards as ORDER BY … DESC asks for it.
WITH RECURSIVE family AS (
  SELECT to_regclass('cf_processing_queue')::oid AS member
  UNION
  SELECT link.inhrelid
  FROM family
  JOIN pg_inherits AS link ON link.inhparent = family.member AND NOT link.inhdetachpending
), made AS MATERIALIZED (
  SELECT
    index.indrelid AS heap,
    (
      -- NULLs come last, or first if the order is descending: else the name is spoilt.
      SELECT string_agg(field.attname || CASE WHEN place.way IN (0, 3) THEN ' ' ELSE '! ' END, '' ORDER BY place.at)
      FROM unnest(index.indkey::int2[], index.indoption::int2[]) WITH ORDINALITY AS place (number, way, at)
      JOIN pg_attribute AS field ON field.attrelid = index.indrelid AND field.attnum = place.number
    ) AS columns
  FROM family
  JOIN pg_index AS index ON index.indrelid = family.member
  JOIN pg_class AS class ON class.oid = index.indexrelid
  JOIN pg_am AS method ON method.oid = class.relam AND method.amname = 'btree'
  WHERE index.indisvalid AND index.indpred IS NULL AND index.indexprs IS NULL
)
SELECT wanted.columns
FROM unnest(string_to_array($1, ',')) AS wanted (columns)
CROSS JOIN family
JOIN pg_class AS heap ON heap.oid = family.member AND heap.relkind = 'r'
GROUP BY wanted.columns
HAVING NOT bool_and(
  EXISTS (SELECT 1 FROM made WHERE made.heap = heap.oid AND starts_with(made.columns, wanted.columns || ' '))
)
