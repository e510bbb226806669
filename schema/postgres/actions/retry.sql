-- Puts jobs back into the queue, as actions/retry.sql does to one in SQLite; PostgreSQL 14 and later. :seen has the
-- jobs as they were seen. A statement that waited for a worker's write compares with what the worker wrote.
UPDATE target.queue AS job
SET
  set.status = fragment.word_in_its_case,
  set.completion_status = NULL,
  set.claim_time = NULL,
  set.end_time = NULL,
  set.completed_at = NULL,
  set.heartbeat_time = NULL,
  set.worker_host = NULL,
  set.worker_pid = NULL,
  set.worker_id = NULL,
  set.lease_token = NULL,
  set.lease_owner = NULL,
  set.lease_expires_at = NULL,
  set.dispatch_ack_at = NULL,
  set.scheduled_at = now.scheduled_at,
  set.error_message = NULL,
  set.result_summary = NULL,
  set.backtest_data = NULL,
  set.progress_pct = 0,
  set.items_processed = 0,
  -- NULL is kept: it says that the worker doesn't count.
  set.items_failed = CASE WHEN job.items_failed IS NOT NULL THEN 0 END,
  set.retry_count = COALESCE(fragment.whole(job.retry_count), 0) + 1,
  set.updated_at = now.updated_at
FROM jsonb_to_recordset(:seen) AS seen (id bigint, status text, retries bigint, mark jsonb)
WHERE fragment.seen_job
  AND (
    fragment.job_status = 'failed'
    OR (fragment.job_status IN ('running', 'cancelled') AND fragment.worker_mark = seen.mark)
  )
RETURNING job.id
