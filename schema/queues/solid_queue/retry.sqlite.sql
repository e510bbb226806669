-- refuse: It runs under a concurrency limit, which its class counts. | bin/rails runner 'SolidQueue::Job.find({id}).retry'
SELECT 1 FROM solid_queue_jobs WHERE id = :id AND concurrency_key IS NOT NULL;

-- guard
DELETE FROM solid_queue_failed_executions
WHERE job_id = :id AND :status = 'FAILED'
  AND EXISTS (
    SELECT 1
    FROM solid_queue_jobs AS job
    WHERE job.id = :id AND job.finished_at IS NULL
      AND COALESCE(json_extract(job.arguments, '$.executions'), 0) = :retries
  )
RETURNING job_id;

-- then
UPDATE solid_queue_jobs
SET arguments = json_set(arguments, '$.executions', 0, '$.exception_executions', json('{}')),
  updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now')
WHERE id = :job_id;

-- then
INSERT INTO solid_queue_scheduled_executions (job_id, queue_name, priority, scheduled_at, created_at)
SELECT id, queue_name, priority, scheduled_at, strftime('%Y-%m-%d %H:%M:%f', 'now')
FROM solid_queue_jobs
WHERE id = :job_id AND scheduled_at > strftime('%Y-%m-%d %H:%M:%f', 'now')
ON CONFLICT (job_id) DO NOTHING;

-- then
INSERT INTO solid_queue_ready_executions (job_id, queue_name, priority, created_at)
SELECT id, queue_name, priority, strftime('%Y-%m-%d %H:%M:%f', 'now')
FROM solid_queue_jobs
WHERE id = :job_id AND (scheduled_at IS NULL OR scheduled_at <= strftime('%Y-%m-%d %H:%M:%f', 'now'))
ON CONFLICT (job_id) DO NOTHING;
