-- Whether the rows of some tables ($1: their names) are still in the heaps that they were in at the transaction's
-- instant ($2: each as its OID and its file); PostgreSQL 14 and later. The functions say where rows are now, which is
-- where any statement looks for them; pg_class says where they were at the instant.
WITH known AS (
  SELECT split_part(heap, ':', 1)::oid AS id, split_part(heap, ':', 2)::oid AS file FROM unnest($2::text[]) AS heap
), root AS (
  SELECT to_regclass(name) AS id FROM unnest($1::text[]) AS name
), now AS (
  SELECT root.id::oid AS id FROM root WHERE root.id IS NOT NULL
  UNION
  SELECT tree.relid::oid FROM root CROSS JOIN LATERAL pg_partition_tree(root.id) AS tree
)
SELECT
  NOT EXISTS (SELECT 1 FROM known WHERE pg_relation_filenode(known.id) IS DISTINCT FROM known.file)
  AND NOT EXISTS (
    SELECT 1
    FROM now
    WHERE pg_relation_filenode(now.id) IS NOT NULL AND now.id NOT IN (SELECT known.id FROM known)
  )
  AND NOT EXISTS (
    SELECT 1
    FROM known
    JOIN pg_class AS class ON class.oid = known.id AND class.relispartition
    WHERE known.id NOT IN (SELECT now.id FROM now)
  )
