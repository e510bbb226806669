-- The keys of the rows in the range from $1 to $2, and where they are; PostgreSQL 14 and later.
SELECT target.key AS key, target.place AS place
FROM target.table AS it
WHERE target.range BETWEEN $1::bigint AND $2::bigint
