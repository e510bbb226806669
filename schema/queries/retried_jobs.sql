-- How often jobs were put back, of all that were: one pass over the queue. Serves every version.
SELECT CAST(job.id AS TEXT) AS id, fragment.whole(job.retry_count) AS retries
FROM cf_processing_queue AS job
WHERE fragment.whole(job.retry_count) > 0
