-- The rows at some places of a table ($1); PostgreSQL 14 and later.
SELECT target.key AS key, target.columns
FROM target.table AS it
WHERE it.ctid = ANY ($1::tid[])
