-- When the last complete job ended.
SELECT MAX(fragment.complete_ms) AS ended_at
FROM cf_processing_queue AS job
WHERE fragment.job_status = 'complete'
