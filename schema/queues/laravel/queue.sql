-- title: Laravel's database queue
-- checked: Laravel 13.26.1
-- needs: jobs(id, queue, payload, attempts, reserved_at, available_at, created_at)
-- may have: failed_jobs(id, uuid, connection, queue, payload, exception, failed_at)
-- may have: job_batches(id, total_jobs, pending_jobs, created_at)
-- unknown: done, cancelled, workers, heartbeats, attempts
-- kept: finished jobs are not kept
-- note running: A running job that is not done after its connection's retry_after, 90 s unless set otherwise, is taken again.
-- note running: Progress is that of the batch that a job belongs to.
-- note failed: Times are in UTC unless the application's are not.
-- retry: failed
-- cancel: queued
--
-- One row for each job that waits or runs, with a q before its id, and for each that has failed. Priorities are the order
-- in which workers are told to take queues, which only they know.
SELECT
  'q' || job.id AS id,
  CASE WHEN job.reserved_at IS NULL THEN 'QUEUED' ELSE 'RUNNING' END AS status,
  COALESCE(CASE WHEN json_valid(job.payload) THEN json_extract(job.payload, '$.displayName') END, job.queue) AS plugin_name,
  job.payload AS config_overrides,
  job.queue AS queue_name,
  job.created_at AS created_at,
  job.reserved_at AS claim_time,
  NULL AS end_time,
  CASE WHEN job.reserved_at IS NULL THEN job.available_at END AS scheduled_at,
  NULL AS error_message,
  CASE WHEN job.reserved_at IS NULL THEN job.attempts ELSE max(job.attempts - 1, 0) END AS retry_count,
  -- 0: any number.
  CASE WHEN json_valid(job.payload) THEN NULLIF(json_extract(job.payload, '$.maxTries'), 0) END AS max_attempts,
  CASE WHEN job.reserved_at IS NOT NULL THEN batch.total_jobs - batch.pending_jobs END AS items_processed,
  CASE WHEN job.reserved_at IS NOT NULL THEN batch.total_jobs END AS items_total,
  'batch job' AS items_noun,
  batch.created_at AS items_since
FROM known.jobs AS job
LEFT JOIN known.job_batches AS batch
  ON job.reserved_at IS NOT NULL AND batch.id = CASE WHEN json_valid(job.payload) THEN json_extract(job.payload, '$.data.batchId') END
UNION ALL
SELECT
  COALESCE(failed.uuid, 'f' || failed.id),
  'FAILED',
  COALESCE(CASE WHEN json_valid(failed.payload) THEN json_extract(failed.payload, '$.displayName') END, failed.queue),
  failed.payload,
  failed.queue,
  CASE WHEN json_valid(failed.payload) THEN json_extract(failed.payload, '$.createdAt') END,
  NULL,
  failed.failed_at,
  NULL,
  failed.exception,
  NULL,
  NULL,
  NULL,
  NULL,
  NULL,
  NULL
FROM known.failed_jobs AS failed
