-- The first failures of some jobs, in the record's order, if an index leads to a job's failures. The plus leaves
-- the type of the comparison to the column.
SELECT
  CAST(failure.job_id AS TEXT) AS job_id,
  terms.failure
FROM json_each(:jobs) AS wanted
CROSS JOIN known.cf_job_failures AS failure
WHERE failure.id IN (
  SELECT early.id FROM known.cf_job_failures AS early WHERE early.job_id = +wanted.value ORDER BY early.id LIMIT +:limit
)
ORDER BY failure.id
