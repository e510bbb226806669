-- Jobs with the status :status that pass the filter, highest priority first, then newest first: found without
-- reading others. Serves every version whose index ix_queue_pop is as dispatch_index.sql
-- requires.
SELECT CAST(job.id AS TEXT) AS id
FROM (
  SELECT * FROM cf_processing_queue AS job INDEXED BY ix_queue_pop
  WHERE job.status = +:status
  ORDER BY job.priority DESC, job.id DESC
  LIMIT +:limit
) AS job
WHERE fragment.job_matches
