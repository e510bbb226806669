-- The errors of a job's attempts; the last one only where the job itself is not shown with it.
SELECT
  job.id AS job_id,
  COALESCE(CASE WHEN error.type = 'object' THEN json_extract(error.value, '$.attempt') - 1 END, error.key) AS attempt,
  CASE
    WHEN error.type = 'object' THEN json_extract(error.value, '$.error')
      || COALESCE(char(10) || NULLIF(json_extract(error.value, '$.trace'), ''), '')
  END AS error_message,
  CASE WHEN error.type = 'object' THEN json_extract(error.value, '$.at') END AS failed_at
FROM known.river_job AS job
JOIN json_each(CASE WHEN json_valid(job.errors, 6) THEN job.errors ELSE '[]' END) AS error
WHERE job.state IN ('running', 'completed') OR error.key < json_array_length(job.errors) - 1
