-- How many of the jobs that pass the filter have each status.
SELECT fragment.job_status AS status, COUNT(*) AS jobs
FROM cf_processing_queue AS job WHERE fragment.job_matches
GROUP BY fragment.job_status
