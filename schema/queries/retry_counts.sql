-- How often jobs, by id, were retried, without those that never were: the index holds only small numbers. Serves every
-- version.
SELECT CAST(job.id AS TEXT) AS id, fragment.whole(job.retry_count) AS retries
FROM cf_processing_queue AS job
WHERE job.id IN (SELECT +value FROM json_each(:ids)) AND fragment.whole(job.retry_count) > 0
