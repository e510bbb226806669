-- The counterpart of SQLite's fragments/worker_mark.sql: the row's columns about its claim, its worker, and the
-- worker's last sign.
jsonb_build_array(
  fragment.text(job.claim_time),
  fragment.text(job.dispatch_ack_at),
  fragment.text(job.worker_host),
  fragment.text(job.worker_pid),
  fragment.text(job.worker_id),
  fragment.text(job.lease_owner),
  fragment.text(job.lease_token),
  fragment.text(job.lease_expires_at),
  fragment.text(job.heartbeat_time),
  fragment.text(job.updated_at),
  fragment.text(job.items_processed),
  fragment.text(job.progress_pct)
)
