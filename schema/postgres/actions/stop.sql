-- Stops running backtests: cancels them, and records in their figures that the user did; PostgreSQL 14 and later. :seen
-- has the jobs as they were seen, with their figures as hold.sql found them: they are kept, to the last digit.
UPDATE target.queue AS job
SET
  set.status = fragment.word_in_its_case,
  set.completion_status = :completion,
  set.error_message = COALESCE(:message, job.error_message),
  set.end_time = now.end_time,
  set.completed_at = now.completed_at,
  set.backtest_data = jsonb_set(COALESCE(seen.figures, '{}')::jsonb, '{termination_reason}', '"UserStopped"')::text,
  set.updated_at = now.updated_at
FROM jsonb_to_recordset(:seen) AS seen (id bigint, status text, retries bigint, figures text)
WHERE fragment.seen_job AND fragment.job_status = 'running' AND fragment.job_type = 'backtest'
RETURNING job.id
