-- The failures that a retry had set aside are those of the last run again, once that retry is taken back: it was the
-- one that made the job's count of retries :retries.
UPDATE cf_job_failures
SET earlier_attempt = NULL
WHERE fragment.is_id(job_id) AND earlier_attempt = :retries - 1
