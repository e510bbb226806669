-- rows_at
-- The rows at some places of a table ($1); PostgreSQL 14 and later.
WITH wanted AS (SELECT $1::text[] AS places)
SELECT target.key AS key, target.columns
FROM target.table AS it
WHERE target.is_wanted
