-- Jobs that say :status and pass the filter, the highest priority first, then the newest, with their list keys: found without
-- a look at others. Serves every version whose index ix_queue_pop is as dispatch_index.sql asks.
SELECT CAST(job.id AS TEXT) AS id, CAST(fragment.list_key AS TEXT) AS place
FROM (
  SELECT * FROM cf_processing_queue AS job INDEXED BY ix_queue_pop
  WHERE job.status = :status
  ORDER BY job.priority DESC, job.id DESC
  LIMIT :limit
) AS job
WHERE fragment.job_matches
