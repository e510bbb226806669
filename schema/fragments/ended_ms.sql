-- When a job ended, ms: as recorded, else the next best time that the record has. NULL for a job that waits or runs.
CASE
  WHEN fragment.job_status NOT IN ('queued', 'running') THEN
    COALESCE(
      fragment.epoch_ms(job.end_time),
      fragment.epoch_ms(job.completed_at),
      fragment.epoch_ms(job.claim_time),
      fragment.epoch_ms(job.created_at),
      fragment.epoch_ms(job.scheduled_at)
    )
END
