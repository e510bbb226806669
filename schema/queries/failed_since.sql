-- How many of the failed jobs :ids failed at :since (ms) or later. A job without a time counts, because it may
-- have. Serves every version.
SELECT COUNT(*) AS failed
FROM cf_processing_queue AS job
WHERE job.id IN (SELECT +value FROM json_each(:ids))
  AND COALESCE(fragment.completed_ms, fragment.updated_ms, :since) >= :since
