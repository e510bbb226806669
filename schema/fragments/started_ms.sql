-- When a job started, ms: when it was claimed, else the next best time that the record has. Where a queue has
-- dispatch_ack_at, acknowledged_ms stands in its place.
COALESCE(
  fragment.epoch_ms(job.claim_time),
  fragment.epoch_ms(job.end_time),
  fragment.epoch_ms(job.completed_at),
  fragment.epoch_ms(job.created_at),
  fragment.epoch_ms(job.scheduled_at)
)
