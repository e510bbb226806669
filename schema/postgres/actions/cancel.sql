-- Cancels jobs that are queued or running; PostgreSQL 14 and later. What they have done so far is kept. :seen has the
-- jobs as they were seen.
UPDATE target.queue AS job
SET
  set.status = fragment.word_in_its_case,
  set.completion_status = :completion,
  set.error_message = COALESCE(:message, job.error_message),
  set.end_time = now.end_time,
  set.completed_at = now.completed_at,
  set.updated_at = now.updated_at
FROM jsonb_to_recordset(:seen) AS seen (id bigint, status text, retries bigint)
WHERE fragment.seen_job AND fragment.job_status IN ('queued', 'running')
RETURNING job.id
