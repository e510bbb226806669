-- As pg-boss's retry() does it with a failed job, and its resume() with a cancelled one. Workers poll, so nobody has to be told.
-- The id of several queues' jobs is followed by the name of the queue; of one queue's it stands alone.
-- guard
WITH meant AS (
  SELECT min(name) AS name
  FROM job
  WHERE id = CAST(left(:id, 36) AS uuid) AND :id IN (CAST(id AS text), id || '/' || name)
  HAVING count(*) = 1
)
UPDATE job
SET state = CAST(CASE state WHEN 'failed' THEN 'retry' ELSE 'created' END AS job_state),
  retry_limit = retry_limit + CASE state WHEN 'failed' THEN 1 ELSE 0 END,
  completed_on = NULL
FROM meant
WHERE job.name = meant.name AND id = CAST(left(:id, 36) AS uuid)
  AND CAST(state AS text) = CASE :status WHEN 'FAILED' THEN 'failed' WHEN 'CANCELLED' THEN 'cancelled' END
  AND retry_count = :retries
RETURNING id;
