-- Which of the jobs :ids, a JSON list of ids in both forms, have schema mismatches that contain what the operator
-- searches for. Serves every version, if an index leads to the rows of a job.
SELECT DISTINCT CAST(mismatch.job_id AS TEXT) AS id
FROM known.cf_job_schema_mismatch AS mismatch
WHERE mismatch.job_id IN (SELECT value FROM json_each(:ids)) AND (fragment.mismatch_holds)
