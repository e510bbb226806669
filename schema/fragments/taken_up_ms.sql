-- When a worker took a job up, ms: as recorded, else when the job was claimed. If it was taken up before it was
-- claimed, that is left from an earlier attempt.
COALESCE(
  max(fragment.epoch_ms(job.dispatch_ack_at), fragment.epoch_ms(job.claim_time)),
  fragment.epoch_ms(job.claim_time),
  fragment.epoch_ms(job.dispatch_ack_at)
)
