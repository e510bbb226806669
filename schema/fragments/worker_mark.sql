-- What a row says of its claim, of its worker, and of the last sign that the worker gave, as one text: another one where
-- the job was claimed again, and where a worker that was silent has come back to life.
json_array(
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
