-- How often jobs, by id, were put back, of those that were: the index holds small numbers alone. Serves every version.
SELECT CAST(job.id AS TEXT) AS id, fragment.whole(job.retry_count) AS retries
FROM cf_processing_queue AS job
WHERE job.id IN (SELECT +value FROM json_each(:ids)) AND fragment.whole(job.retry_count) > 0
