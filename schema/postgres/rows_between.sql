-- The rows in the range from $1 to $2, the lowest numbers first, at most $3 of them; PostgreSQL 14 and later.
SELECT target.key AS key, target.columns
FROM target.table AS it
WHERE target.range BETWEEN $1::bigint AND $2::bigint
ORDER BY target.range
LIMIT $3
