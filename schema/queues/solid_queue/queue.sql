-- title: Solid Queue
-- checked: Solid Queue 1.5.0
-- needs: solid_queue_jobs(id, queue_name, class_name, arguments, priority, scheduled_at, finished_at, concurrency_key, created_at, updated_at)
-- needs: solid_queue_failed_executions(job_id, error, created_at)
-- needs: solid_queue_claimed_executions(job_id, process_id, created_at)
-- needs: solid_queue_ready_executions(job_id)
-- needs: solid_queue_scheduled_executions(job_id, scheduled_at)
-- needs: solid_queue_blocked_executions(job_id, concurrency_key)
-- needs: solid_queue_processes(id, pid, hostname, last_heartbeat_at)
-- may have: solid_queue_pauses(queue_name)
-- may have: solid_queue_processes(kind)
-- unknown: finishers, cancelled, progress, starts
-- kept: finished jobs are kept for 1 day unless set otherwise
-- note complete: When a finished job began is not recorded.
-- note other: A job with the status LOST is in none of Solid Queue's tables of executions: nothing will run it.
-- note running: A job whose process has ended fails as soon as its supervisor notices, or 5 to 10 minutes after the last heartbeat through
--   another one; where the process is no longer listed, when a supervisor starts.
-- note queued: c discards a job: its row is deleted, as Solid Queue does it.
-- priority: lowest first
-- retry: failed
-- cancel: queued
--
-- One row for each job; what it does is said by the table that has it.
SELECT
  job.id AS id,
  CASE
    WHEN job.finished_at IS NOT NULL THEN 'COMPLETED'
    WHEN failed.job_id IS NOT NULL THEN 'FAILED'
    WHEN claimed.job_id IS NOT NULL THEN 'RUNNING'
    WHEN blocked.job_id IS NOT NULL THEN 'PENDING'
    WHEN ready.job_id IS NOT NULL OR scheduled.job_id IS NOT NULL
      THEN iif(pause.queue_name IS NULL, 'QUEUED', 'PENDING')
    ELSE 'LOST'
  END AS status,
  job.class_name AS plugin_name,
  job.arguments AS config_overrides,
  job.queue_name AS queue_name,
  job.priority AS priority,
  CASE WHEN process.id IS NULL AND claimed.process_id IS NOT NULL THEN 'process ' || claimed.process_id END AS worker_id,
  process.id IS NULL AND claimed.process_id IS NOT NULL AS worker_gone,
  process.hostname AS worker_host,
  process.pid AS worker_pid,
  process.last_heartbeat_at AS heartbeat_time,
  job.created_at AS created_at,
  claimed.created_at AS claim_time,
  COALESCE(job.finished_at, failed.created_at) AS end_time,
  scheduled.scheduled_at AS scheduled_at,
  CASE
    WHEN job.finished_at IS NOT NULL OR failed.job_id IS NOT NULL OR claimed.job_id IS NOT NULL THEN NULL
    WHEN blocked.job_id IS NOT NULL THEN 'Held by the concurrency key ' || blocked.concurrency_key
    WHEN pause.queue_name IS NOT NULL THEN 'Queue ' || job.queue_name || ' is paused'
  END AS waits_for,
  failed.error AS error_message,
  CASE WHEN json_valid(job.arguments) THEN json_extract(job.arguments, '$.executions') ELSE 0 END AS retry_count
FROM known.solid_queue_jobs AS job
LEFT JOIN known.solid_queue_failed_executions AS failed ON failed.job_id = job.id
LEFT JOIN known.solid_queue_claimed_executions AS claimed ON claimed.job_id = job.id
LEFT JOIN known.solid_queue_ready_executions AS ready ON ready.job_id = job.id
LEFT JOIN known.solid_queue_scheduled_executions AS scheduled ON scheduled.job_id = job.id
LEFT JOIN known.solid_queue_blocked_executions AS blocked ON blocked.job_id = job.id
LEFT JOIN known.solid_queue_processes AS process ON process.id = claimed.process_id
LEFT JOIN known.solid_queue_pauses AS pause ON pause.queue_name = job.queue_name
