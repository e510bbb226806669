-- Takes back what a retry, a cancel or a stop did to a job, as long as its row is :after, exactly as that left it: the
-- columns that it set get the values that they had in :before.
UPDATE cf_processing_queue AS job
SET
  set.status = fragment.value_before('status'),
  set.completion_status = fragment.value_before('completion_status'),
  set.claim_time = fragment.value_before('claim_time'),
  set.end_time = fragment.value_before('end_time'),
  set.completed_at = fragment.value_before('completed_at'),
  set.heartbeat_time = fragment.value_before('heartbeat_time'),
  set.worker_host = fragment.value_before('worker_host'),
  set.worker_pid = fragment.value_before('worker_pid'),
  set.worker_id = fragment.value_before('worker_id'),
  set.lease_token = fragment.value_before('lease_token'),
  set.lease_owner = fragment.value_before('lease_owner'),
  set.lease_expires_at = fragment.value_before('lease_expires_at'),
  set.dispatch_ack_at = fragment.value_before('dispatch_ack_at'),
  set.scheduled_at = fragment.value_before('scheduled_at'),
  set.error_message = fragment.value_before('error_message'),
  set.result_summary = fragment.value_before('result_summary'),
  set.backtest_data = fragment.value_before('backtest_data'),
  set.progress_pct = fragment.value_before('progress_pct'),
  set.items_processed = fragment.value_before('items_processed'),
  set.items_failed = fragment.value_before('items_failed'),
  set.retry_count = fragment.value_before('retry_count'),
  set.updated_at = fragment.value_before('updated_at')
WHERE fragment.seen_job AND fragment.row_image = :after
