-- How many jobs pass the filter.
SELECT COUNT(*) AS jobs FROM cf_processing_queue AS job indexed.ix_jobs_view_status WHERE fragment.job_matches
