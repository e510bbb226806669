-- Those of the running jobs :apart that pass the filter apart from its statuses, in the list's order, with their
-- list keys.
SELECT CAST(job.id AS TEXT) AS id, CAST(fragment.list_key AS TEXT) AS place
FROM cf_processing_queue AS job
WHERE job.id IN (SELECT +value FROM json_each(:apart)) AND fragment.job_matches
ORDER BY fragment.list_key DESC, job.id DESC
