-- title: DBOS
-- checked: @dbos-inc/dbos-sdk 5.3.0
-- needs: workflow_status(workflow_uuid, status, name, queue_name, priority, executor_id, created_at, updated_at,
--   recovery_attempts)
-- needs: operation_outputs(workflow_uuid, function_id)
-- may have: workflow_status(class_name, error, started_at_epoch_ms, completed_at, delay_until_epoch_ms)
-- may have: workflow_output(workflow_uuid, error)
-- arguments: workflow_status(inputs)
-- unknown: heartbeats
-- note failed: An error that Python wrote is in base64 unless the workflow says serialization='portable_json'.
-- priority: lowest first
-- retry: cancelled
-- no retry: A workflow that ended with an error can only be forked. | npx dbos workflow fork {id}
-- cancel: queued, running
--
-- One row for each workflow, in the columns of cf_processing_queue; SQLite's dialect in both databases.
SELECT
  workflow.workflow_uuid AS id,
  CASE workflow.status
    WHEN 'ENQUEUED' THEN 'QUEUED'
    WHEN 'DELAYED' THEN 'QUEUED'
    WHEN 'PENDING' THEN 'RUNNING'
    WHEN 'SUCCESS' THEN 'COMPLETED'
    WHEN 'ERROR' THEN 'FAILED'
    WHEN 'MAX_RECOVERY_ATTEMPTS_EXCEEDED' THEN 'FAILED'
    WHEN 'CANCELLED' THEN 'CANCELLED'
    ELSE workflow.status
  END AS status,
  COALESCE(workflow.name, workflow.queue_name) AS plugin_name,
  workflow.inputs AS config_overrides,
  COALESCE(workflow.queue_name, 'workflow') AS queue_name,
  workflow.priority AS priority,
  workflow.executor_id AS worker_id,
  workflow.created_at AS created_at,
  workflow.started_at_epoch_ms AS claim_time,
  workflow.completed_at AS end_time,
  -- Written when the status changes, and so no sign of a workflow that runs, which may sleep for days.
  CASE WHEN workflow.status <> 'PENDING' THEN workflow.updated_at END AS updated_at,
  workflow.delay_until_epoch_ms AS scheduled_at,
  CASE
    WHEN workflow.status = 'MAX_RECOVERY_ATTEMPTS_EXCEEDED' THEN COALESCE(workflow.failure, 'Recovered too often')
    WHEN json_valid(workflow.failure) THEN COALESCE(
      json_extract(workflow.failure, '$.stack'),
      json_extract(workflow.failure, '$.json.stack'),
      json_extract(workflow.failure, '$.name') || ': ' || json_extract(workflow.failure, '$.message'),
      workflow.failure
    )
    ELSE workflow.failure
  END AS error_message,
  steps.done AS items_processed,
  'step' AS items_noun,
  max(COALESCE(workflow.recovery_attempts, 0) - 1, 0) AS retry_count
FROM (
  SELECT status.*, COALESCE(result.error, status.error) AS failure
  FROM known.workflow_status AS status
  LEFT JOIN known.workflow_output AS result ON result.workflow_uuid = status.workflow_uuid
) AS workflow
LEFT JOIN (
  SELECT output.workflow_uuid, count(*) AS done
  FROM known.operation_outputs AS output
  JOIN known.workflow_status AS pending ON pending.workflow_uuid = output.workflow_uuid AND pending.status = 'PENDING'
  GROUP BY output.workflow_uuid
) AS steps ON steps.workflow_uuid = workflow.workflow_uuid
