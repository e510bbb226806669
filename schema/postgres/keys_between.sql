-- The keys from $1 to $2, and where their rows are; PostgreSQL 14 and later.
SELECT target.key AS key, target.place AS place
FROM target.table AS it
WHERE target.key BETWEEN $1::bigint AND $2::bigint
