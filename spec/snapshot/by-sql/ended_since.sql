-- How many jobs ended between two instants, by status. Serves every version.
SELECT fragment.job_status AS status, COUNT(*) AS jobs
FROM cf_processing_queue AS job
WHERE fragment.job_status IN ('complete', 'failed', 'cancelled')
  AND fragment.end_ms BETWEEN :from AND :until
GROUP BY fragment.job_status
