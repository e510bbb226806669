-- The first failures of some jobs, in the record's order, in one pass over all failures.
SELECT
  CAST(failure.job_id AS TEXT) AS job_id,
  terms.failure
FROM known.cf_job_failures AS failure
WHERE failure.id IN (
  SELECT id FROM (
    SELECT one.id AS id, ROW_NUMBER() OVER (PARTITION BY one.job_id ORDER BY one.id) AS place
    FROM known.cf_job_failures AS one
    WHERE one.job_id IN (SELECT +value FROM json_each(:jobs))
  )
  WHERE place <= :limit
)
ORDER BY failure.id
