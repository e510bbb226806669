-- The errors of a job's attempts; the last one only where the job itself is not shown with it. SQLite's engine stores
-- each as a JSON text.
SELECT
  job.id AS job_id,
  COALESCE(CASE WHEN json_valid(error.value) THEN json_extract(error.value, '$.attempt') - 1 END, error.key) AS attempt,
  CASE WHEN json_valid(error.value) THEN json_extract(error.value, '$.error') ELSE error.value END AS error_message,
  CASE WHEN json_valid(error.value) THEN json_extract(error.value, '$.at') END AS failed_at
FROM known.oban_jobs AS job
JOIN json_each(CASE WHEN json_valid(job.errors) THEN job.errors ELSE '[]' END) AS error
WHERE job.state IN ('executing', 'completed') OR error.key < json_array_length(job.errors) - 1
