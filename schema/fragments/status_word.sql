-- The meaning of a word in the status columns, in any letter case; NULL for a word that this program doesn't know.
CASE upper(trim(argument.value))
  WHEN 'COMPLETED' THEN 'complete'
  WHEN 'QUEUED' THEN 'queued'
  WHEN 'RUNNING' THEN 'running'
  WHEN 'FAILED' THEN 'failed'
  WHEN 'PENDING' THEN 'queued'
  WHEN 'DISPATCHING' THEN 'queued'
  WHEN 'STAGED' THEN 'running'
  WHEN 'COMPLETE' THEN 'complete'
  WHEN 'SKIPPED' THEN 'complete'
  WHEN 'SUCCESS' THEN 'complete'
  WHEN 'PARTIAL_SUCCESS' THEN 'complete'
  WHEN 'COMPLETED_WITH_WARNINGS' THEN 'complete'
  WHEN 'ERROR' THEN 'failed'
  WHEN 'ABORTED' THEN 'cancelled'
  WHEN 'CANCELLED' THEN 'cancelled'
  WHEN 'CANCELED' THEN 'cancelled'
END
