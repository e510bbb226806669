-- The names of the workers whose jobs pass the filter, or are pinned.
SELECT DISTINCT fragment.worker_name AS name
FROM cf_processing_queue AS job
WHERE (fragment.job_matches) OR job.id IN (SELECT value FROM json_each(:pinned))
