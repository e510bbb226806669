-- guard
WITH seen AS (
  SELECT id, state::text AS was
  FROM oban_jobs
  WHERE id = :id
    AND CASE
      WHEN :status IN ('QUEUED', 'PENDING') THEN state::text IN ('available', 'suspended', 'scheduled', 'retryable') AND attempt = :retries
      WHEN :status = 'RUNNING' THEN state = 'executing' AND GREATEST(attempt - 1, 0) = :retries
    END
  FOR UPDATE
)
UPDATE oban_jobs AS job
SET state = 'cancelled', cancelled_at = timezone('UTC', now())
FROM seen
WHERE job.id = seen.id
RETURNING job.id AS job_id, seen.was AS was;

-- then
SELECT pg_notify(
  current_schema() || '.oban_signal',
  json_build_object('action', 'pkill', 'job_id', CAST(:job_id AS bigint))::text
)
WHERE CAST(:was AS text) = 'executing';
