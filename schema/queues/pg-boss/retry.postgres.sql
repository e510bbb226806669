-- As pg-boss's retry() does it. Workers poll, so nobody has to be told.
-- The id of several queues' jobs is followed by the name of the queue; of one queue's it stands alone.
-- guard
WITH meant AS (
  SELECT min(name) AS name
  FROM job
  WHERE id = CAST(left(:id, 36) AS uuid) AND :id IN (CAST(id AS text), id || '/' || name)
  HAVING count(*) = 1
)
UPDATE job
SET state = 'retry', retry_limit = retry_limit + 1, completed_on = NULL
FROM meant
WHERE job.name = meant.name AND id = CAST(left(:id, 36) AS uuid) AND state = 'failed' AND retry_count = :retries
RETURNING id;
