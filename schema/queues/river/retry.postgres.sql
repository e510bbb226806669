-- refuse: Another job with its unique key has not ended.
SELECT 1
FROM river_job AS job
JOIN river_job AS other ON other.unique_key = job.unique_key AND other.id <> job.id
WHERE job.id = :id AND get_bit(job.unique_states, 7) = 1
  AND get_bit(
    other.unique_states,
    8 - array_position(
      ARRAY['available', 'cancelled', 'completed', 'discarded', 'pending', 'retryable', 'running', 'scheduled'],
      other.state::text
    )
  ) = 1;

-- guard
WITH seen AS (SELECT id FROM river_job WHERE id = :id FOR UPDATE)
UPDATE river_job AS job
SET state = 'available', max_attempts = CASE WHEN attempt = max_attempts THEN max_attempts + 1 ELSE max_attempts END,
  finalized_at = NULL, scheduled_at = now()
FROM seen
WHERE job.id = seen.id
  AND job.state::text = CASE :status WHEN 'FAILED' THEN 'discarded' WHEN 'CANCELLED' THEN 'cancelled' END
  AND GREATEST(job.attempt - 1, 0) = :retries
RETURNING job.id;
