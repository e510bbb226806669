-- The parse job that ended last.
SELECT CAST(job.id AS TEXT) AS id
FROM cf_processing_queue AS job indexed.ix_jobs_view_status
WHERE fragment.job_type = 'parse' AND fragment.job_status NOT IN ('queued', 'running')
ORDER BY fragment.ended_ms DESC, job.id DESC
LIMIT 1
