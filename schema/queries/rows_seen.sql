-- What a write compares the rows of some jobs with, in no particular order. Serves every version.
SELECT
  CAST(job.id AS TEXT) AS id,
  COALESCE(fragment.text(job.status), '') AS status_text,
  COALESCE(fragment.whole(job.retry_count), 0) AS retries
FROM cf_processing_queue AS job
WHERE job.id IN (SELECT +value FROM json_each(:ids))
