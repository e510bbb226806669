-- How many rows are in the range from $3 to $4, and which of them may have been written since an instant, if there are
-- at most $2 of those: rows whose transaction isn't older than the oldest one running then ($1). PostgreSQL 14 and
-- later.
SELECT rows, coalesce(cardinality(places), 0) AS changed, CASE WHEN cardinality(places) <= $2::int THEN places END AS places
FROM (
  SELECT count(*) AS rows, array_agg(target.place) FILTER (WHERE age(it.xmin) <= (SELECT age($1::xid))) AS places
  FROM target.table AS it
  WHERE target.range BETWEEN $3::bigint AND $4::bigint
) AS counted
