-- Jobs whose materialized outputs contain what the operator searches for: fragment.job_holds tests the same job by job.
-- Serves every version.
SELECT DISTINCT CAST(made.job_id AS TEXT) AS id
FROM known.cf_output_materializations AS made
WHERE fragment.made_holds
