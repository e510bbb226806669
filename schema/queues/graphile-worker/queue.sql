-- title: Graphile Worker
-- checked: graphile-worker 0.16.6
-- needs: _private_jobs(id, job_queue_id, task_id, priority, run_at, attempts, max_attempts, last_error, created_at,
--   updated_at, locked_at, locked_by)
-- needs: _private_tasks(id, identifier)
-- needs: _private_job_queues(id, queue_name)
-- arguments: _private_jobs(payload)
-- unknown: done, cancelled, progress, heartbeats, finishers
-- kept: finished jobs are not kept
-- note: A job's row is deleted once it is done, so nothing is known of finished jobs.
-- note running: A job whose worker has died stays locked for 4 hours.
-- note failed: A cancelled job is one that was made to fail for good, as permanentlyFailJobs does it.
-- priority: lowest first
-- retry: failed
-- cancel: queued
-- no cancel: Graphile Worker can't cancel a job while a worker has it locked.
--
-- One row for each job, in the columns of cf_processing_queue.
SELECT
  job.id AS id,
  CASE
    WHEN job.locked_at IS NOT NULL THEN 'RUNNING'
    WHEN job.attempts >= job.max_attempts THEN 'FAILED'
    ELSE 'QUEUED'
  END AS status,
  task.identifier AS plugin_name,
  job.payload AS config_overrides,
  queue.queue_name AS queue_name,
  job.priority AS priority,
  job.created_at AS created_at,
  job.locked_at AS claim_time,
  CASE WHEN job.locked_at IS NULL AND job.attempts >= job.max_attempts THEN job.updated_at END AS end_time,
  CASE WHEN job.locked_at IS NULL AND job.attempts < job.max_attempts THEN job.run_at END AS scheduled_at,
  job.locked_by AS worker_id,
  job.last_error AS error_message,
  -- Counted when a job is taken: one that waits has had all of them.
  CASE
    WHEN job.locked_at IS NULL AND job.attempts < job.max_attempts THEN job.attempts
    ELSE max(job.attempts - 1, 0)
  END AS retry_count,
  job.max_attempts AS max_attempts
FROM known._private_jobs AS job
LEFT JOIN known._private_tasks AS task ON task.id = job.task_id
LEFT JOIN known._private_job_queues AS queue ON queue.id = job.job_queue_id
