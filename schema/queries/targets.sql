-- Jobs that an action is to change, by id, in no particular order: what a write compares their rows with, and what
-- decides whether the action is possible. Serves every version.
SELECT
  CAST(job.id AS TEXT) AS id,
  fragment.job_type AS type,
  fragment.job_name AS name,
  fragment.job_status AS status,
  COALESCE(fragment.text(job.status), '') AS status_text,
  COALESCE(fragment.whole(job.retry_count), 0) AS retries,
  fragment.worker_mark AS worker_mark
FROM cf_processing_queue AS job
WHERE job.id IN (SELECT +value FROM json_each(:ids))
