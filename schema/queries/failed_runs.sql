-- The runs in which jobs that pass the filter failed, each told from a later one of the same job that fails too.
SELECT CAST(job.id AS TEXT) || ' ' || COALESCE(fragment.whole(job.retry_count), '') || ' '
  || COALESCE(fragment.completed_ms, fragment.updated_ms, '') AS run
FROM cf_processing_queue AS job indexed.ix_jobs_view_status
WHERE fragment.job_matches AND fragment.job_status = 'failed'
