-- As pg-boss's cancel() does it.
-- guard
UPDATE job
SET state = 'cancelled', completed_on = now()
WHERE id = :id AND state < 'completed' AND (state = 'active') = (:status = 'RUNNING') AND retry_count = :retries
RETURNING id;
