-- The status of a job, whatever word the database uses for it. For a job that has ended, completion_status says
-- how it ended, and older tools cancel a job by writing FAILED and a message.
CASE fragment.status_word(job.status)
  WHEN 'queued' THEN 'queued'
  WHEN 'running' THEN 'running'
  WHEN 'cancelled' THEN 'cancelled'
  WHEN 'complete' THEN
    CASE fragment.status_word(job.completion_status)
      WHEN 'failed' THEN 'failed'
      WHEN 'cancelled' THEN 'cancelled'
      ELSE 'complete'
    END
  WHEN 'failed' THEN
    CASE
      WHEN fragment.status_word(job.completion_status) = 'cancelled' THEN 'cancelled'
      WHEN fragment.partial_word(job.completion_status) THEN 'complete'
      WHEN lower(trim(substr(job.error_message, 1, 40))) IN ('cancelled by user', 'canceled by user') THEN 'cancelled'
      ELSE 'failed'
    END
  ELSE 'other'
END
