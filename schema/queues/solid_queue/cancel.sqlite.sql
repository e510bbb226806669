-- refuse: It runs under a concurrency limit, which its class counts. | bin/rails runner 'SolidQueue::Job.find({id}).discard'
SELECT 1 FROM solid_queue_jobs WHERE id = :id AND concurrency_key IS NOT NULL;

-- guard
DELETE FROM solid_queue_jobs
WHERE id = :id AND :status IN ('QUEUED', 'PENDING') AND finished_at IS NULL
  AND COALESCE(json_extract(arguments, '$.executions'), 0) = :retries
  AND (
    id IN (SELECT job_id FROM solid_queue_ready_executions)
    OR id IN (SELECT job_id FROM solid_queue_scheduled_executions)
  )
RETURNING id AS job_id;

-- then
DELETE FROM solid_queue_ready_executions WHERE job_id = :job_id;

-- then
DELETE FROM solid_queue_scheduled_executions WHERE job_id = :job_id;
