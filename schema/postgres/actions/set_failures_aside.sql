-- Keeps the failures of jobs' last runs when they are retried, but marks them as those of an earlier attempt;
-- PostgreSQL 14 and later. :seen has the jobs as they were seen.
UPDATE target.failures AS failure
SET earlier_attempt = seen.retries
FROM jsonb_to_recordset(:seen) AS seen (id bigint, retries bigint)
WHERE failure.job_id = target.job_id AND failure.earlier_attempt IS NULL
