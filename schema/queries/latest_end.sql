-- When the latest of the complete jobs ended; NULL where none has a time.
SELECT MAX(fragment.ended_ms) AS ended_at
FROM cf_processing_queue AS job indexed.ix_jobs_view_status
WHERE fragment.job_status = 'complete'
