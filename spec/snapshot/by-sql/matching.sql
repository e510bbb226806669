-- How many jobs pass the filter, and how many of them failed.
SELECT COUNT(*) AS jobs, COUNT(CASE fragment.job_status WHEN 'failed' THEN 1 END) AS failed
FROM cf_processing_queue AS job WHERE fragment.job_matches
