-- When a job that has ended did so, ms: as recorded, else the next best time in the record.
COALESCE(
  fragment.epoch_ms(job.end_time),
  fragment.epoch_ms(job.completed_at),
  fragment.epoch_ms(job.claim_time),
  fragment.epoch_ms(job.created_at),
  fragment.epoch_ms(job.scheduled_at)
)
