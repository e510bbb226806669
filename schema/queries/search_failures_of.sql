-- Which of the jobs :ids, a JSON list of ids in both forms, have recorded failures that contain what the operator
-- searches for. Serves every version, if an index leads to the rows of a job.
SELECT DISTINCT CAST(failure.job_id AS TEXT) AS id
FROM known.cf_job_failures AS failure
WHERE failure.job_id IN (SELECT value FROM json_each(:ids)) AND (fragment.failure_holds)
