-- The jobs with the priority :priority, as text, and the status :status, in the order in which they are
-- dispatched, and what may hold each of them back. Serves every version whose index ix_queue_pop is as
-- dispatch_index.sql requires.
SELECT
  CAST(job.id AS TEXT) AS id,
  fragment.plugin_name AS plugin,
  fragment.epoch_ms(job.scheduled_at) AS scheduled_at
FROM cf_processing_queue AS job INDEXED BY ix_queue_pop
WHERE job.status = :status AND job.priority IS CAST(:priority AS NUMERIC)
ORDER BY job.id
LIMIT :limit
