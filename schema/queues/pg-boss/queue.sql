-- title: pg-boss
-- checked: pg-boss 10.4.2, 11.1.2 and 12.38.0
-- needs: job(id, name, priority, state, retry_limit, retry_count, start_after, created_on, started_on, completed_on, output)
-- may have: job(heartbeat_on, policy, blocked, pending_dependencies)
-- rows: job(id, name)
-- arguments: job(data)
-- unknown: workers, progress, heartbeats
-- kept: finished jobs are kept for some days
-- note: Version 10 moves finished jobs to an archive after 12 hours, and they are gone from here then; later ones delete them.
-- note running cancelled: A worker goes on with a job that is cancelled while it runs; its result is dropped.
-- retry: failed, cancelled
-- cancel: queued, running
--
-- One row for each job of every queue, in the columns of cf_processing_queue.
SELECT
  job.id AS id,
  job.row_number AS row_number,
  CASE job.state
    WHEN 'created' THEN iif(job.blocked, 'PENDING', 'QUEUED')
    WHEN 'retry' THEN iif(job.blocked, 'PENDING', 'QUEUED')
    WHEN 'active' THEN 'RUNNING'
    WHEN 'completed' THEN 'COMPLETED'
    WHEN 'cancelled' THEN 'CANCELLED'
    WHEN 'failed' THEN 'FAILED'
    ELSE job.state
  END AS status,
  job.name AS plugin_name,
  job.data AS config_overrides,
  -- A job's queue is its name; the usual policy says nothing of it.
  NULLIF(job.policy, 'standard') AS queue_name,
  job.priority AS priority,
  job.created_on AS created_at,
  job.started_on AS claim_time,
  job.completed_on AS end_time,
  CASE WHEN job.state IN ('created', 'retry') THEN job.start_after END AS scheduled_at,
  job.heartbeat_on AS heartbeat_time,
  -- Counted when a job is taken again: one that waits after an attempt is about to begin the next.
  job.retry_count + (job.state IN ('created', 'retry') AND job.started_on IS NOT NULL) AS retry_count,
  job.retry_limit + 1 AS max_attempts,
  CASE
    WHEN job.blocked AND job.state IN ('created', 'retry') THEN 'Waits for ' || job.pending_dependencies || ' other jobs'
  END AS waits_for,
  CASE
    WHEN job.state NOT IN ('failed', 'retry') OR NOT json_valid(job.output) THEN NULL
    ELSE COALESCE(
      json_extract(job.output, '$.stack'),
      json_extract(job.output, '$.name') || ': ' || json_extract(job.output, '$.message'),
      json_extract(job.output, '$.message'),
      json_extract(job.output, '$.value.message'),
      json_extract(job.output, '$.value'),
      job.output
    )
  END AS error_message
FROM known.job AS job
