-- A job's whole log: only for one that is known to be small.
SELECT CAST(log_text AS BLOB) AS value
FROM cf_job_logs
WHERE fragment.log_of_job
LIMIT 1
