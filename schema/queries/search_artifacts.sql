-- Jobs whose recorded outputs contain what the operator searches for: fragment.job_holds tests the same job by job.
-- Serves every version.
SELECT DISTINCT CAST(artifact.job_id AS TEXT) AS id
FROM known.cf_job_artifacts AS artifact
WHERE fragment.artifact_holds
