-- Puts a job back into the queue, as if no worker had claimed it yet: one that failed, or one that was cancelled or
-- whose worker is gone or silent, but those only if :mark matches the columns about its worker. The results of the last
-- run are removed from its row, or they would be shown as those of the next run: its times, its worker, its error, its
-- counts, its summary and, for a backtest, its figures. Where the output goes and how much there is to do are kept. If
-- jobs are handed out under a lease, that is removed too, and the job is due at once.
UPDATE cf_processing_queue AS job
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
  set.scheduled_at = CASE
    WHEN :leases THEN CAST((julianday('now') - 2440587.5) * 86400000 + 0.5 AS INTEGER)
    ELSE job.scheduled_at
  END,
  set.error_message = NULL,
  set.result_summary = NULL,
  set.backtest_data = NULL,
  set.progress_pct = 0,
  set.items_processed = 0,
  -- NULL is kept: it says that the worker doesn't count.
  set.items_failed = CASE WHEN job.items_failed IS NOT NULL THEN 0 END,
  set.retry_count = COALESCE(fragment.whole(job.retry_count), 0) + 1,
  set.updated_at = fragment.touch_now
WHERE fragment.seen_job
  AND (
    fragment.job_status = 'failed'
    OR (fragment.job_status IN ('running', 'cancelled') AND fragment.worker_mark = :mark)
  )
