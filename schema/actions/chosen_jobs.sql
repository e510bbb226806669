-- The jobs that pass the filter, as they are now: to be changed one by one, each only if it is still the same.
SELECT
  CAST(job.id AS TEXT) AS id,
  COALESCE(fragment.text(job.status), '') AS status_text,
  COALESCE(fragment.whole(job.retry_count), 0) AS retries
FROM cf_processing_queue AS job
WHERE fragment.job_matches AND job.id IS NOT NULL
