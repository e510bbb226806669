-- The present versions of the rows with a status ($1) that come first in the workers' index, at most $2; PostgreSQL 14
-- and later.
SELECT target.key AS key, target.place AS place, it.xmin AS written_by
FROM target.table AS it
WHERE it.status = $1
ORDER BY it.status DESC, it.priority DESC, it.id DESC
LIMIT $2
