-- Cancels a job that is queued or running. What it has done so far is kept.
UPDATE cf_processing_queue AS job
SET
  set.status = fragment.word_in_its_case,
  set.completion_status = :completion,
  set.error_message = COALESCE(:message, job.error_message),
  set.end_time = fragment.end_now,
  set.completed_at = fragment.end_now,
  set.updated_at = fragment.touch_now
WHERE fragment.seen_job AND fragment.job_status IN ('queued', 'running')
