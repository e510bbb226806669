-- guard
UPDATE oban_jobs
SET state = 'available', max_attempts = max(max_attempts, attempt + 1),
  scheduled_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), completed_at = NULL, cancelled_at = NULL, discarded_at = NULL
WHERE id = :id
  AND state = CASE :status WHEN 'FAILED' THEN 'discarded' WHEN 'CANCELLED' THEN 'cancelled' END
  AND max(attempt - 1, 0) = :retries
RETURNING id;
