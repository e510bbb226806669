-- The present versions of the rows with some keys ($1), and of the first $3 rows beyond a key ($2), all by the primary
-- key's index; PostgreSQL 14 and later.
SELECT target.key AS key, target.place AS place, it.xmin AS written_by
FROM target.table AS it
WHERE target.key = ANY ($1::bigint[])
UNION ALL (
  SELECT target.key, target.place, it.xmin
  FROM target.table AS it
  WHERE target.key > $2::bigint
  ORDER BY target.key
  LIMIT $3
)
