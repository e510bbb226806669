-- refuse: It runs under a concurrency limit, which its class counts. | bin/rails runner 'SolidQueue::Job.find({id}).retry'
SELECT 1 FROM solid_queue_jobs WHERE id = :id AND concurrency_key IS NOT NULL;

-- guard
DELETE FROM solid_queue_failed_executions AS failed
USING solid_queue_jobs AS job
WHERE failed.job_id = :id AND job.id = failed.job_id AND job.finished_at IS NULL AND :status = 'FAILED'
  AND COALESCE((job.arguments::jsonb ->> 'executions')::int, 0) = :retries
RETURNING job.id AS job_id;

-- then
UPDATE solid_queue_jobs
SET arguments = (arguments::jsonb || '{"executions":0,"exception_executions":{}}')::text,
  updated_at = timezone('UTC', now())
WHERE id = CAST(:job_id AS bigint);

-- then
INSERT INTO solid_queue_scheduled_executions (job_id, queue_name, priority, scheduled_at, created_at)
SELECT id, queue_name, priority, scheduled_at, timezone('UTC', now())
FROM solid_queue_jobs
WHERE id = CAST(:job_id AS bigint) AND scheduled_at > timezone('UTC', now())
ON CONFLICT (job_id) DO NOTHING;

-- then
INSERT INTO solid_queue_ready_executions (job_id, queue_name, priority, created_at)
SELECT id, queue_name, priority, timezone('UTC', now())
FROM solid_queue_jobs
WHERE id = CAST(:job_id AS bigint) AND (scheduled_at IS NULL OR scheduled_at <= timezone('UTC', now()))
ON CONFLICT (job_id) DO NOTHING;
