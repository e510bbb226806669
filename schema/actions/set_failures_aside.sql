-- Keeps the failures of a job's last run when it is retried, but marks them as those of an earlier attempt.
UPDATE cf_job_failures
SET earlier_attempt = :retries
WHERE fragment.is_id(job_id) AND earlier_attempt IS NULL
