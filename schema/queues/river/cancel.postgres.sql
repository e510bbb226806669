-- guard
WITH seen AS (
  SELECT id, queue
  FROM river_job
  WHERE id = :id AND finalized_at IS NULL
    AND CASE
      WHEN :status IN ('QUEUED', 'PENDING') THEN state::text IN ('available', 'pending', 'scheduled', 'retryable') AND attempt = :retries
      WHEN :status = 'RUNNING' THEN state = 'running' AND GREATEST(attempt - 1, 0) = :retries
    END
  FOR UPDATE
)
UPDATE river_job AS job
SET state = CASE WHEN job.state = 'running' THEN job.state ELSE 'cancelled' END,
  finalized_at = CASE WHEN job.state = 'running' THEN job.finalized_at ELSE now() END,
  metadata = jsonb_set(job.metadata, '{cancel_attempted_at}', to_jsonb(now()), true)
FROM seen
WHERE job.id = seen.id
RETURNING job.id AS job_id, seen.queue AS queue;

-- then
SELECT pg_notify(
  current_schema() || '.river_control',
  json_build_object('action', 'cancel', 'job_id', CAST(:job_id AS bigint), 'queue', CAST(:queue AS text))::text
);
