-- The ids of the jobs that jobs_saying reads, by the index alone: so it is known which pages it
-- will read. Serves every version whose index ix_queue_pop is as dispatch_index.sql requires.
SELECT CAST(job.id AS TEXT) AS id
FROM cf_processing_queue AS job INDEXED BY ix_queue_pop
WHERE job.status = +:status
ORDER BY job.priority DESC, job.id DESC
LIMIT +:limit
