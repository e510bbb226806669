-- refuse: It runs under a concurrency limit, which its class counts. | bin/rails runner 'SolidQueue::Job.find({id}).discard'
SELECT 1 FROM solid_queue_jobs WHERE id = :id AND concurrency_key IS NOT NULL;

-- guard
WITH seen AS (
  SELECT id
  FROM solid_queue_jobs
  WHERE id = :id AND :status IN ('QUEUED', 'PENDING') AND finished_at IS NULL
    AND COALESCE((arguments::jsonb ->> 'executions')::int, 0) = :retries
), ready AS (
  DELETE FROM solid_queue_ready_executions AS each USING seen WHERE each.job_id = seen.id RETURNING each.job_id
), later AS (
  DELETE FROM solid_queue_scheduled_executions AS each USING seen WHERE each.job_id = seen.id RETURNING each.job_id
)
DELETE FROM solid_queue_jobs AS job
USING (SELECT job_id FROM ready UNION SELECT job_id FROM later) AS held
WHERE job.id = held.job_id
RETURNING job.id AS job_id;
