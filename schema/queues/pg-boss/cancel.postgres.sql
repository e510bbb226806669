-- As pg-boss's cancel() does it.
-- The id of several queues' jobs is followed by the name of the queue; of one queue's it stands alone.
-- guard
WITH meant AS (
  SELECT min(name) AS name
  FROM job
  WHERE id = CAST(left(:id, 36) AS uuid) AND :id IN (CAST(id AS text), id || '/' || name)
  HAVING count(*) = 1
)
UPDATE job
SET state = 'cancelled', completed_on = now()
FROM meant
WHERE job.name = meant.name AND id = CAST(left(:id, 36) AS uuid)
  AND state < 'completed' AND (state = 'active') = (:status = 'RUNNING')
  AND retry_count + CASE WHEN state < 'active' AND started_on IS NOT NULL THEN 1 ELSE 0 END = :retries
RETURNING id;
