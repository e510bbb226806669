-- The places in line, from 1 on, of those of the jobs :ids that have the status :status and can be taken at :now: they
-- don't wait for a later time, or for one of the parsers :paused, a JSON list. Workers take the highest priority first,
-- then the lowest id. Serves every version whose index ix_queue_pop is as dispatch_index.sql requires.
SELECT CAST(id AS TEXT) AS id, place
FROM (
  SELECT job.id AS id, ROW_NUMBER() OVER (ORDER BY job.priority DESC, job.id) AS place
  FROM cf_processing_queue AS job INDEXED BY ix_queue_pop
  WHERE job.status = +:status
    AND COALESCE(fragment.epoch_ms(job.scheduled_at) <= :now, 1)
    AND COALESCE(fragment.plugin_name, '') NOT IN (SELECT value FROM json_each(:paused))
)
WHERE id IN (SELECT +value FROM json_each(:ids))
