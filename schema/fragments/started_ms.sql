-- When a job started, ms: when it was claimed, else the next best time in the record. In a queue with
-- dispatch_ack_at, acknowledged_ms is used instead.
COALESCE(
  fragment.epoch_ms(job.claim_time),
  fragment.epoch_ms(job.end_time),
  fragment.epoch_ms(job.completed_at),
  fragment.epoch_ms(job.created_at),
  fragment.epoch_ms(job.scheduled_at)
)
