-- Which of the jobs :ids, a JSON list of ids in both forms, have materialized outputs that contain what the
-- operator searches for. Serves every version, if an index leads to the rows of a job.
SELECT DISTINCT CAST(made.job_id AS TEXT) AS id
FROM known.cf_output_materializations AS made
WHERE made.job_id IN (SELECT value FROM json_each(:ids)) AND (fragment.made_holds)
