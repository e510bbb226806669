-- Jobs whose recorded failures contain what the operator searches for: fragment.job_holds tests the same job by job.
-- Serves every version.
SELECT DISTINCT CAST(failure.job_id AS TEXT) AS id
FROM known.cf_job_failures AS failure
WHERE fragment.failure_holds
