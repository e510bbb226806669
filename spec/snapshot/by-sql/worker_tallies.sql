-- What each worker did and is doing, for the workers panel. Counts jobs that ended after :from, ms; all jobs if it is
-- NULL. Serves every version.
SELECT
  worker,
  COUNT(CASE status WHEN 'running' THEN 1 END) AS running,
  COUNT(CASE WHEN status = 'complete' AND counts THEN 1 END) AS done,
  COUNT(CASE WHEN status = 'failed' AND counts THEN 1 END) AS failed,
  MIN(CASE WHEN counts AND status IN ('complete', 'failed') THEN COALESCE(min(started_at, ended_at), started_at, ended_at) END)
    AS first_at,
  MAX(CASE status WHEN 'running' THEN started_at ELSE ended_at END) AS last_at
FROM (
  SELECT
    worker,
    status,
    started_at,
    NULLIF(ended_at, -8640000000000000) AS ended_at,
    (:from IS NULL OR COALESCE(ended_at > :from, 0)) AS counts
  FROM (
    SELECT
      fragment.worker_name AS worker,
      fragment.job_status AS status,
      fragment.started_ms AS started_at,
      CASE fragment.job_status WHEN 'complete' THEN fragment.complete_ms ELSE fragment.end_ms END AS ended_at
    FROM cf_processing_queue AS job
  )
  WHERE worker IS NOT NULL AND status <> 'queued'
)
GROUP BY worker
