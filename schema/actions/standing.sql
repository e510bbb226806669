-- Where one job stands now; no row where it is gone.
SELECT
  fragment.job_status AS status,
  fragment.job_type AS type,
  COALESCE(fragment.text(job.status), '') AS status_text,
  COALESCE(fragment.whole(job.retry_count), 0) AS retries
FROM cf_processing_queue AS job
WHERE fragment.is_id(job.id) AND CAST(job.id AS TEXT) = :id
LIMIT 1
