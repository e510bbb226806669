-- When a worker took a job up, ms: when it said so, else when the job was claimed. What was taken up before it was claimed
-- is left from an earlier attempt.
COALESCE(
  max(fragment.epoch_ms(job.dispatch_ack_at), fragment.epoch_ms(job.claim_time)),
  fragment.epoch_ms(job.claim_time),
  fragment.epoch_ms(job.dispatch_ack_at)
)
