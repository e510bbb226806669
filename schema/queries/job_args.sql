-- Values in the arguments of the jobs :ids, by their names :paths, a JSON list; in no particular order.
SELECT CAST(job.id AS TEXT) AS id, path.value AS path, fragment.arg(path.value) AS value
FROM cf_processing_queue AS job, json_each(:paths) AS path
WHERE job.id IN (SELECT +value FROM json_each(:ids))
