-- Jobs whose schema mismatches contain what the operator searches for: fragment.job_holds tests the same job by job.
-- Serves every version.
SELECT DISTINCT CAST(mismatch.job_id AS TEXT) AS id
FROM known.cf_job_schema_mismatch AS mismatch
WHERE fragment.mismatch_holds
