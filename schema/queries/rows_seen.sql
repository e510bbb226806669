-- What a write compares the rows of some jobs with, and the jobs' status and type, in no particular order. Serves every
-- version.
SELECT
  CAST(job.id AS TEXT) AS id,
  COALESCE(fragment.text(job.status), '') AS status_text,
  COALESCE(fragment.whole(job.retry_count), 0) AS retries,
  fragment.job_status AS status,
  fragment.job_type AS type,
  -- A failed job can be retried whatever its worker does.
  CASE WHEN fragment.job_status <> 'failed' THEN fragment.worker_mark END AS worker_mark
FROM cf_processing_queue AS job
WHERE job.id IN (SELECT +value FROM json_each(:ids))
