-- The errors of a job's executions; the last one only where the job itself is not shown with it.
SELECT
  job.id AS job_id,
  (
    SELECT count(*)
    FROM known.good_job_executions AS earlier
    WHERE earlier.active_job_id = execution.active_job_id AND earlier.created_at < execution.created_at
  ) AS attempt,
  execution.error || COALESCE(
    char(10) || (
      SELECT group_concat(each.value, char(10))
      FROM json_each(CASE WHEN json_valid(execution.error_backtrace) THEN execution.error_backtrace ELSE '[]' END) AS each
    ),
    ''
  ) AS error_message,
  execution.finished_at AS failed_at
FROM known.good_jobs AS job
JOIN known.good_job_executions AS execution ON execution.active_job_id = job.active_job_id
WHERE execution.error IS NOT NULL AND (
  job.error IS NULL OR EXISTS (
    SELECT 1
    FROM known.good_job_executions AS later
    WHERE later.active_job_id = job.active_job_id AND later.error IS NOT NULL
      AND later.created_at > execution.created_at
  )
)
