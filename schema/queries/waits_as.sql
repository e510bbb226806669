-- Whether any job has the status :status. Serves every version whose index ix_queue_pop is as dispatch_index.sql
-- requires.
SELECT 1 AS found FROM cf_processing_queue AS job INDEXED BY ix_queue_pop WHERE job.status = :status LIMIT 1
