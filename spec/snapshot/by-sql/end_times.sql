-- When failed jobs ended, as far as recorded, for causes of failures. Serves every version.
SELECT CAST(job.id AS TEXT) AS id, fragment.end_ms AS ended_at
FROM cf_processing_queue AS job
WHERE job.id IN (SELECT +value FROM json_each(:ids))
