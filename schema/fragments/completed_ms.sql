-- When a job ended, ms. A job that is queued or running has no end yet, whatever an earlier attempt left in its
-- row.
CASE
  WHEN fragment.job_status IN ('queued', 'running') THEN NULL
  ELSE COALESCE(fragment.epoch_ms(job.end_time), fragment.epoch_ms(job.completed_at))
END
