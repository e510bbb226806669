-- Those of the newest jobs that pass the filter. Serves every version whose id is the row
-- number.
SELECT CAST(job.id AS TEXT) AS id
FROM (SELECT * FROM cf_processing_queue AS job ORDER BY job.id DESC LIMIT +:limit) AS job
WHERE fragment.job_matches
