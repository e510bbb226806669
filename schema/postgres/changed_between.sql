-- changed_between
-- How many rows are in the range from $3 to $4, and which of them may have been written since an instant, if there are
-- at most $2 of those: rows whose transaction isn't older than the oldest one running then ($1); both
-- numbers come with each of those rows, or with a row without a key. PostgreSQL 14 and later.
WITH counted AS MATERIALIZED (
  SELECT
    count(*) AS rows,
    array_agg(target.place) FILTER (WHERE age(it.xmin) <= (SELECT age($1::xid))) AS places
  FROM target.table AS it
  WHERE target.range BETWEEN $3::bigint AND $4::bigint
), wanted AS (
  SELECT CASE WHEN cardinality(places) <= $2::int THEN places::text[] END AS places FROM counted
)
SELECT counted.rows, coalesce(cardinality(counted.places), 0) AS changed, written.*
FROM counted
LEFT JOIN (SELECT target.key AS key, target.columns FROM target.table AS it WHERE target.is_wanted) AS written ON true
