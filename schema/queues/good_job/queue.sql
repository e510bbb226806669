-- title: GoodJob
-- checked: GoodJob 4.19.2
-- needs: good_jobs(id, queue_name, priority, scheduled_at, performed_at, finished_at, error, created_at, updated_at, active_job_id, executions_count, job_class, locked_by_id)
-- may have: good_job_executions(active_job_id, error, error_backtrace, created_at, finished_at)
-- may have: good_job_processes(id, updated_at, state)
-- may have: good_job_settings(key, value)
-- arguments: good_jobs(serialized_params)
-- unknown: finishers, cancelled, progress
-- kept: finished jobs are kept for 14 days unless set otherwise
-- note failed: A discarded job is failed here: GoodJob gives it up and keeps its error.
-- priority: lowest first
-- no retry: Only Ruby can do it. | bin/rails runner 'GoodJob::Job.find("{id}").retry_job'
-- no cancel: Only Ruby can do it. | bin/rails runner 'GoodJob::Job.find( "{id}").discard_job("discarded")'
--
-- One row for each job, with the calls of its last execution below its error.
SELECT
  job.id AS id,
  CASE
    WHEN job.finished_at IS NOT NULL AND job.error IS NOT NULL THEN 'FAILED'
    WHEN job.finished_at IS NOT NULL THEN 'COMPLETED'
    WHEN job.performed_at IS NOT NULL THEN 'RUNNING'
    WHEN job.held IS NOT NULL THEN 'PENDING'
    ELSE 'QUEUED'
  END AS status,
  job.job_class AS plugin_name,
  job.serialized_params AS config_overrides,
  job.queue_name AS queue_name,
  job.priority AS priority,
  CASE WHEN json_valid(process.state) THEN json_extract(process.state, '$.hostname') END AS worker_host,
  CASE WHEN json_valid(process.state) THEN json_extract(process.state, '$.pid') END AS worker_pid,
  process.updated_at AS heartbeat_time,
  job.created_at AS created_at,
  job.performed_at AS claim_time,
  job.finished_at AS end_time,
  job.updated_at AS updated_at,
  CASE WHEN job.finished_at IS NULL AND job.performed_at IS NULL THEN job.scheduled_at END AS scheduled_at,
  job.held AS waits_for,
  job.error || COALESCE(
    char(10) || (
      SELECT group_concat(each.value, char(10))
      FROM json_each(CASE WHEN json_valid(execution.error_backtrace) THEN execution.error_backtrace ELSE '[]' END) AS each
    ),
    ''
  ) AS error_message,
  CASE
    WHEN job.finished_at IS NULL AND job.performed_at IS NULL THEN COALESCE(job.executions_count, 0)
    ELSE max(COALESCE(job.executions_count, 0) - 1, 0)
  END AS retry_count
FROM (
  SELECT
    each.*,
    CASE
      WHEN each.finished_at IS NOT NULL OR each.performed_at IS NOT NULL OR NOT json_valid(pauses.value) THEN NULL
      WHEN each.queue_name IN (SELECT name.value FROM json_each(pauses.value, '$.queues') AS name)
        THEN 'Queue ' || each.queue_name || ' is paused'
      WHEN each.job_class IN (SELECT name.value FROM json_each(pauses.value, '$.job_classes') AS name)
        THEN 'Jobs of ' || each.job_class || ' are paused'
    END AS held
  FROM known.good_jobs AS each
  LEFT JOIN known.good_job_settings AS pauses ON pauses.key = 'pauses'
) AS job
LEFT JOIN known.good_job_processes AS process ON process.id = job.locked_by_id
LEFT JOIN (
  SELECT each.active_job_id, each.error_backtrace, max(each.created_at)
  FROM known.good_job_executions AS each
  WHERE each.error_backtrace IS NOT NULL
  GROUP BY each.active_job_id
) AS execution ON execution.active_job_id = job.active_job_id
