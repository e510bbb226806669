-- The running job of each worker that has run longest, for the workers panel; if two started at the same time, the one
-- with the lower id. Serves every version.
SELECT worker, CAST(id AS TEXT) AS id, name, started_at
FROM (
  SELECT
    worker,
    id,
    name,
    started_at,
    ROW_NUMBER() OVER (PARTITION BY worker ORDER BY started_at IS NULL, started_at, id) AS place
  FROM (
    SELECT
      fragment.worker_name AS worker,
      job.id AS id,
      fragment.job_name AS name,
      fragment.started_ms AS started_at
    FROM cf_processing_queue AS job
    WHERE fragment.job_status = 'running'
  )
  WHERE worker IS NOT NULL
)
WHERE place = 1
