-- refuse: Another job with its unique key has not ended.
SELECT 1
FROM river_job AS job
JOIN river_job AS other ON other.unique_key = job.unique_key AND other.id <> job.id
WHERE job.id = :id AND job.unique_states & 1
  AND other.unique_states & CASE other.state
    WHEN 'available' THEN 1 WHEN 'cancelled' THEN 2 WHEN 'completed' THEN 4 WHEN 'discarded' THEN 8
    WHEN 'pending' THEN 16 WHEN 'retryable' THEN 32 WHEN 'running' THEN 64 WHEN 'scheduled' THEN 128
  END;

-- guard
UPDATE river_job
SET state = 'available', max_attempts = CASE WHEN attempt = max_attempts THEN max_attempts + 1 ELSE max_attempts END,
  finalized_at = NULL, scheduled_at = strftime('%Y-%m-%d %H:%M:%f', 'now')
WHERE id = :id
  AND state = CASE :status WHEN 'FAILED' THEN 'discarded' WHEN 'CANCELLED' THEN 'cancelled' END
  AND max(attempt - 1, 0) = :retries
RETURNING id;
