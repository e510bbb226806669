-- When a job started, ms, in a queue whose dispatcher records when the worker took it up: that time, else the next
-- best.
COALESCE(
  fragment.taken_up_ms,
  fragment.epoch_ms(job.end_time),
  fragment.epoch_ms(job.completed_at),
  fragment.epoch_ms(job.created_at),
  fragment.epoch_ms(job.scheduled_at)
)
