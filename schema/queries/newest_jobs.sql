-- Those of the newest jobs that pass the filter, with their list keys. Serves every version whose id is the row
-- number.
SELECT CAST(job.id AS TEXT) AS id, CAST(fragment.list_key AS TEXT) AS place
FROM (SELECT * FROM cf_processing_queue AS job ORDER BY job.id DESC LIMIT +:limit) AS job
WHERE fragment.job_matches
