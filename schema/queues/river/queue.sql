-- title: River
-- checked: River 0.43.0 (migration 7 of both databases)
-- needs: river_job(id, state, attempt, max_attempts, attempted_at, created_at, finalized_at, scheduled_at, priority, attempted_by, errors, kind, metadata, queue, unique_key, unique_states)
-- may have: river_queue(name, paused_at)
-- rows: river_job
-- moving: state: running, available, retryable, scheduled, pending
-- arguments: river_job(args)
-- unknown: progress, heartbeats
-- kept: done and cancelled jobs last 24 hours, failed ones 7 days
-- note running: A running job that c cancels ends when its client hears of it; until then it is running.
-- note: What jobs log is not kept, unless their workers use riverlog; that is in their metadata, and not shown.
-- priority: lowest first
-- retry: failed, cancelled
-- cancel: queued, running
--
-- One row for each job. On SQLite, JSON is in JSONB, or as text in older databases.
SELECT
  job.id AS id,
  CASE job.state
    WHEN 'available' THEN iif(queue.paused_at IS NULL, 'QUEUED', 'PENDING')
    WHEN 'pending' THEN 'PENDING'
    WHEN 'scheduled' THEN iif(queue.paused_at IS NULL, 'QUEUED', 'PENDING')
    WHEN 'retryable' THEN iif(queue.paused_at IS NULL, 'QUEUED', 'PENDING')
    WHEN 'running' THEN 'RUNNING'
    WHEN 'completed' THEN 'COMPLETED'
    WHEN 'discarded' THEN 'FAILED'
    WHEN 'cancelled' THEN 'CANCELLED'
    ELSE job.state
  END AS status,
  job.kind AS plugin_name,
  job.args AS config_overrides,
  job.queue AS queue_name,
  job.priority AS priority,
  CASE WHEN json_valid(job.attempted_by, 6) THEN json_extract(job.attempted_by, '$[#-1]') END AS worker_id,
  job.created_at AS created_at,
  CASE WHEN job.state IN ('running', 'completed', 'discarded', 'cancelled') THEN job.attempted_at END AS claim_time,
  job.finalized_at AS end_time,
  CASE WHEN job.state IN ('scheduled', 'retryable') THEN job.scheduled_at END AS scheduled_at,
  CASE
    WHEN job.state = 'pending' THEN 'Pending until River makes it available'
    WHEN job.state IN ('available', 'scheduled', 'retryable') AND queue.paused_at IS NOT NULL
      THEN 'Queue ' || job.queue || ' is paused'
  END AS waits_for,
  CASE
    WHEN job.state IN ('running', 'completed') OR NOT json_valid(job.errors, 6) THEN NULL
    ELSE json_extract(job.errors, '$[#-1].error')
      || COALESCE(char(10) || NULLIF(json_extract(job.errors, '$[#-1].trace'), ''), '')
  END AS error_message,
  CASE
    WHEN job.state IN ('running', 'completed', 'discarded', 'cancelled') THEN max(job.attempt - 1, 0)
    ELSE job.attempt
  END AS retry_count,
  job.max_attempts AS max_attempts
FROM known.river_job AS job
LEFT JOIN known.river_queue AS queue ON queue.name = job.queue
