-- latest_by
-- Of the $2 rows with the latest times in a column that has an index, those that may have been written since an instant:
-- whose transaction isn't older than the oldest one running then ($1). PostgreSQL 14 and later.
WITH latest AS MATERIALIZED (
  SELECT target.place AS place, it.xmin AS written_by
  FROM target.table AS it
  WHERE it.target.time IS NOT NULL
  ORDER BY it.target.time DESC
  LIMIT $2::int
), wanted AS (
  SELECT ARRAY(SELECT place FROM latest WHERE age(written_by) <= (SELECT age($1::xid)))::text[] AS places
)
SELECT NULL::bigint[] AS gone, target.key AS key, target.columns
FROM target.table AS it
WHERE target.is_wanted
