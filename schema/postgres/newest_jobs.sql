-- The jobs with the greatest ids, at most $1; PostgreSQL 14 and later.
SELECT target.key AS key, target.columns
FROM target.table AS it
ORDER BY it.id DESC
LIMIT $1
