-- guard
UPDATE river_job
SET state = CASE WHEN state = 'running' THEN state ELSE 'cancelled' END,
  finalized_at = CASE WHEN state = 'running' THEN finalized_at ELSE strftime('%Y-%m-%d %H:%M:%f', 'now') END,
  metadata = CASE
    WHEN json_valid(metadata, 8)
      THEN jsonb_set(metadata, '$.cancel_attempted_at', strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    ELSE json_set(metadata, '$.cancel_attempted_at', strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
  END
WHERE id = :id AND finalized_at IS NULL
  AND CASE
    WHEN :status IN ('QUEUED', 'PENDING') THEN state IN ('available', 'pending', 'scheduled', 'retryable') AND attempt = :retries
    WHEN :status = 'RUNNING' THEN state = 'running' AND max(attempt - 1, 0) = :retries
  END
RETURNING id;
