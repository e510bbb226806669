-- The highest priority below :below among the jobs with the status :status. Both are text, because they may exceed
-- 2^53; an empty one is above every number. Serves every version whose index ix_queue_pop is as dispatch_index.sql
-- requires.
SELECT CAST(job.priority AS TEXT) AS priority
FROM cf_processing_queue AS job INDEXED BY ix_queue_pop
WHERE job.status = :status AND job.priority < CASE WHEN :below = '' THEN '' ELSE CAST(:below AS NUMERIC) END
ORDER BY job.priority DESC
LIMIT 1
