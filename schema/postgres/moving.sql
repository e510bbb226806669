-- moving
-- What has become of the jobs that workers change next, since an instant at which all of them were known: those whose
-- transaction isn't older than the oldest one running then ($1). Of the jobs that were queued or running ($2: their
-- keys), those that the index of statuses doesn't show any more are looked up by key, and so are the first $4 rows
-- beyond a key ($3), and the last $4 up to it and beyond a lower one ($5), whose transactions may have ended later than
-- theirs. The first row says which of the keys have no row any more. PostgreSQL 14 and later.
WITH scanned AS MATERIALIZED (
  target.scanned
), others AS MATERIALIZED (
  SELECT ARRAY(
    SELECT known.key FROM unnest($2::bigint[]) AS known (key)
    WHERE NOT EXISTS (SELECT 1 FROM scanned WHERE scanned.key = known.key)
  ) AS keys
), looked_up AS MATERIALIZED (
  SELECT target.key AS key, target.place AS place, age(it.xmin) <= (SELECT age($1::xid)) AS is_new
  FROM target.table AS it
  WHERE target.key = ANY ((SELECT keys FROM others)::bigint[])
  UNION ALL (
    SELECT target.key, target.place, true
    FROM target.table AS it
    WHERE target.key > $3::bigint
    ORDER BY target.key
    LIMIT $4::int
  )
  UNION ALL (
    SELECT target.key, target.place, age(it.xmin) <= (SELECT age($1::xid))
    FROM target.table AS it
    WHERE target.key > $5::bigint AND target.key <= $3::bigint
    ORDER BY target.key DESC
    LIMIT $4::int
  )
), wanted AS (
  SELECT ARRAY(
    SELECT place FROM scanned WHERE is_new
    UNION ALL
    SELECT place FROM looked_up WHERE is_new
  )::text[] AS places
)
SELECT
  CASE
    WHEN row_number() OVER () = 1
      THEN ARRAY(SELECT unnest(others.keys) EXCEPT SELECT looked_up.key FROM looked_up)
  END AS gone,
  written.*
FROM others
LEFT JOIN (SELECT target.key AS key, target.columns FROM target.table AS it WHERE target.is_wanted) AS written ON true
