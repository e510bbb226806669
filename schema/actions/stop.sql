-- Stops a running backtest: cancels it, and records in its figures that the user did. The figures are kept; SQLite
-- changes a single member in their text, so that no digit of the others is lost. Anything but a JSON object is
-- replaced by one.
UPDATE cf_processing_queue AS job
SET
  set.status = fragment.word_in_its_case,
  set.completion_status = :completion,
  set.error_message = COALESCE(:message, job.error_message),
  set.end_time = fragment.end_now,
  set.completed_at = fragment.end_now,
  set.backtest_data = json_set(COALESCE(fragment.backtest_object, '{}'), '$.termination_reason', 'UserStopped'),
  set.updated_at = fragment.touch_now
WHERE fragment.seen_job AND fragment.job_status = 'running' AND fragment.job_type = 'backtest'
