-- The rows at some places ($1) of a table with several heaps, each place with the OID of its heap; PostgreSQL 14 and
-- later. Each place is looked up in every heap, and rows of the wrong heaps are left out.
SELECT target.key AS key, target.columns
FROM target.table AS it
WHERE it.ctid = ANY (ARRAY(SELECT DISTINCT substring(place FROM '\(.*')::tid FROM unnest($1::text[]) AS place))
  AND target.place = ANY ($1::text[])
