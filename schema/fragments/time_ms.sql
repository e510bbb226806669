-- The time of a job in the list, ms: when it ended or, if it is running, started; NULL for a queued job.
CASE fragment.job_status
  WHEN 'queued' THEN NULL
  WHEN 'running' THEN fragment.started_ms
  ELSE fragment.end_ms
END
