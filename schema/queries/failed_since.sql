-- How many of the jobs that pass the filter failed at :since (ms) or later. One that doesn't say when counts: it may have.
SELECT COUNT(*) AS failed
FROM cf_processing_queue AS job indexed.ix_jobs_view_status
WHERE fragment.job_matches
  AND fragment.job_status = 'failed'
  AND COALESCE(fragment.completed_ms, fragment.updated_ms, :since) >= :since
