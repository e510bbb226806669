-- The highest priority below :below of the jobs that say :status. Both are text, for they may exceed 2^53; an empty one
-- is above every number. Serves every version whose index ix_queue_pop is as dispatch_index.sql asks.
SELECT CAST(job.priority AS TEXT) AS priority
FROM cf_processing_queue AS job INDEXED BY ix_queue_pop
WHERE job.status = :status AND job.priority < CASE WHEN :below = '' THEN '' ELSE CAST(:below AS NUMERIC) END
ORDER BY job.priority DESC
LIMIT 1
