-- title: Oban
-- checked: Oban 2.23.0 (migrations 14 of PostgreSQL, 1 of SQLite)
-- needs: oban_jobs(id, state, queue, worker, errors, attempt, max_attempts, inserted_at, scheduled_at, attempted_at, attempted_by, completed_at)
-- may have: oban_jobs(discarded_at, cancelled_at, priority)
-- rows: oban_jobs
-- moving: state: executing, available, retryable, scheduled, suspended
-- arguments: oban_jobs(args)
-- unknown: progress, heartbeats
-- kept: ended jobs last 60 s by default
-- note: Ended jobs stay until Oban's Pruner takes them: without one, for good.
-- note running: A job whose node died is running until Oban's Lifeline rescues it: Oban itself does not know earlier.
-- note running: c stops a running job where Oban.Notifiers.Postgres is used; elsewhere its process goes on.
-- priority: lowest first
-- retry: failed, cancelled
-- cancel: queued, running
--
-- One row for each job. SQLite's engine stores each error as a JSON text within the list of them.
SELECT
  job.id AS id,
  CASE job.state
    WHEN 'available' THEN 'QUEUED'
    WHEN 'suspended' THEN 'PENDING'
    WHEN 'scheduled' THEN 'QUEUED'
    WHEN 'retryable' THEN 'QUEUED'
    WHEN 'executing' THEN 'RUNNING'
    WHEN 'completed' THEN 'COMPLETED'
    WHEN 'discarded' THEN 'FAILED'
    WHEN 'cancelled' THEN 'CANCELLED'
    ELSE job.state
  END AS status,
  job.worker AS plugin_name,
  job.args AS config_overrides,
  job.queue AS queue_name,
  job.priority AS priority,
  CASE WHEN json_valid(job.attempted_by) THEN json_extract(job.attempted_by, '$[0]') END AS worker_id,
  job.inserted_at AS created_at,
  CASE WHEN job.state IN ('executing', 'completed', 'discarded', 'cancelled') THEN job.attempted_at END AS claim_time,
  CASE job.state
    WHEN 'completed' THEN job.completed_at
    WHEN 'discarded' THEN job.discarded_at
    WHEN 'cancelled' THEN job.cancelled_at
  END AS end_time,
  CASE WHEN job.state IN ('scheduled', 'retryable') THEN job.scheduled_at END AS scheduled_at,
  CASE WHEN job.state = 'suspended' THEN 'Held by its workflow' END AS waits_for,
  CASE
    WHEN job.state IN ('executing', 'completed') OR NOT json_valid(job.errors) THEN NULL
    WHEN json_valid(json_extract(job.errors, '$[#-1]')) THEN json_extract(json_extract(job.errors, '$[#-1]'), '$.error')
    ELSE json_extract(job.errors, '$[#-1]')
  END AS error_message,
  CASE
    WHEN job.state IN ('executing', 'completed', 'discarded', 'cancelled') THEN max(job.attempt - 1, 0)
    ELSE job.attempt
  END AS retry_count,
  job.max_attempts AS max_attempts
FROM known.oban_jobs AS job
