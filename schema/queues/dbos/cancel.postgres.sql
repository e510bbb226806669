-- As DBOS cancels workflows. One that runs ends before its next step.
-- guard
UPDATE workflow_status
SET
  known.owner_xid = NULL,
  known.deduplication_id = NULL,
  known.started_at_epoch_ms = NULL,
  known.completed_at = (extract(epoch FROM now()) * 1000)::bigint,
  queue_name = NULL,
  updated_at = (extract(epoch FROM now()) * 1000)::bigint,
  status = 'CANCELLED'
WHERE workflow_uuid = :id
  AND status NOT IN ('SUCCESS', 'ERROR', 'CANCELLED', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED')
  AND greatest(COALESCE(recovery_attempts, 0) - 1, 0) = :retries
  AND (status = 'PENDING') = (:status = 'RUNNING')
RETURNING workflow_uuid;
