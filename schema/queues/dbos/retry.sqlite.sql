-- As DBOS resumes workflows. What ended with an error isn't resumed: DBOS can only fork it.
-- guard
UPDATE workflow_status
SET
  known.owner_xid = NULL,
  known.recovery_attempts = 0,
  known.workflow_deadline_epoch_ms = NULL,
  known.deduplication_id = NULL,
  known.started_at_epoch_ms = NULL,
  known.completed_at = NULL,
  queue_name = '_dbos_internal_queue',
  updated_at = CAST(strftime('%s', 'now') AS INTEGER) * 1000,
  status = 'ENQUEUED'
WHERE workflow_uuid = :id AND status = 'CANCELLED'
  AND max(COALESCE(recovery_attempts, 0) - 1, 0) = :retries
RETURNING workflow_uuid;
