-- Which of the rows :rows, a JSON list of row numbers, of the table of recorded outputs contain what the operator
-- searches for, and their jobs. Serves tables that the reader walks, of every version.
SELECT artifact.rowid AS number, CAST(artifact.job_id AS TEXT) AS id
FROM known.cf_job_artifacts AS artifact
WHERE artifact.rowid IN (SELECT value FROM json_each(:rows)) AND (fragment.artifact_holds)
