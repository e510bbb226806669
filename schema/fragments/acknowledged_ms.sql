-- When a job started, ms, in a queue whose dispatcher notes when the worker took it up: then, else when it was claimed,
-- else the next best time. What was taken up before it was claimed is left from an earlier attempt.
COALESCE(
  max(fragment.epoch_ms(job.dispatch_ack_at), fragment.epoch_ms(job.claim_time)),
  fragment.epoch_ms(job.claim_time),
  fragment.epoch_ms(job.dispatch_ack_at),
  fragment.epoch_ms(job.end_time),
  fragment.epoch_ms(job.completed_at),
  fragment.epoch_ms(job.created_at),
  fragment.epoch_ms(job.scheduled_at)
)
