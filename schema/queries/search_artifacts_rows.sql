-- Jobs whose recorded outputs in the rows from number :from to :to contain what the operator searches for. Serves
-- tables with row numbers, of every version.
SELECT DISTINCT CAST(artifact.job_id AS TEXT) AS id
FROM known.cf_job_artifacts AS artifact
WHERE artifact.rowid BETWEEN :from AND :to AND (fragment.artifact_holds)
