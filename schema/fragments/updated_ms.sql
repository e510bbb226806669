-- When a worker last touched the row, ms: the later of its two marks.
max(
  COALESCE(fragment.epoch_ms(job.updated_at), fragment.epoch_ms(job.heartbeat_time)),
  COALESCE(fragment.epoch_ms(job.heartbeat_time), fragment.epoch_ms(job.updated_at))
)
