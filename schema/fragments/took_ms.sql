-- How long a job took or, if it is running, takes until a time, ms; NULL for a job that hasn't started, or of which
-- that isn't known.
CASE fragment.job_status
  WHEN 'queued' THEN NULL
  WHEN 'running' THEN argument.value - fragment.started_ms
  ELSE NULLIF(max(fragment.end_ms - fragment.started_ms, 0), 0)
END
