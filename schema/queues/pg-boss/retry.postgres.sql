-- As pg-boss's retry() does it. Workers poll, so nobody has to be told.
-- guard
UPDATE job
SET state = 'retry', retry_limit = retry_limit + 1, completed_on = NULL
WHERE id = :id AND state = 'failed' AND retry_count = :retries
RETURNING id;
