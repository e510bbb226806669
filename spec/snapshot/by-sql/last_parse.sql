-- The parse job that ended last. The index has the time of complete jobs, which are the most.
SELECT CAST(job.id AS TEXT) AS id
FROM cf_processing_queue AS job
WHERE fragment.job_type = 'parse' AND fragment.job_status NOT IN ('queued', 'running')
ORDER BY COALESCE(fragment.complete_ms, fragment.end_ms) DESC, job.id DESC
LIMIT 1
