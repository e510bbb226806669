-- Like window_from_start.sql, from the list's end: last job first.
SELECT CAST(job.id AS TEXT) AS id
FROM cf_processing_queue AS job
WHERE fragment.job_matches AND NOT fragment.stands_apart
ORDER BY fragment.list_key, job.id
LIMIT +:limit OFFSET +:skip
