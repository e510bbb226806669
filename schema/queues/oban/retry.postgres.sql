-- guard
UPDATE oban_jobs
SET state = 'available', max_attempts = GREATEST(max_attempts, attempt + 1), scheduled_at = timezone('UTC', now()),
  completed_at = NULL, cancelled_at = NULL, discarded_at = NULL
WHERE id = :id
  AND state::text = CASE :status WHEN 'FAILED' THEN 'discarded' WHEN 'CANCELLED' THEN 'cancelled' END
  AND GREATEST(attempt - 1, 0) = :retries
RETURNING id;
