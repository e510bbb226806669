-- Takes back what a retry, a cancel or a stop did to jobs, as actions/undo.sql does to one in SQLite; PostgreSQL 14 and
-- later. :seen has the jobs as our write left them, with both images as texts of JSON.
UPDATE target.queue AS job
SET
  set.status = seen.before::jsonb ->> 'status',
  set.completion_status = seen.before::jsonb ->> 'completion_status',
  set.claim_time = seen.before::jsonb ->> 'claim_time',
  set.end_time = seen.before::jsonb ->> 'end_time',
  set.completed_at = seen.before::jsonb ->> 'completed_at',
  set.heartbeat_time = seen.before::jsonb ->> 'heartbeat_time',
  set.worker_host = seen.before::jsonb ->> 'worker_host',
  set.worker_pid = seen.before::jsonb ->> 'worker_pid',
  set.worker_id = seen.before::jsonb ->> 'worker_id',
  set.lease_token = seen.before::jsonb ->> 'lease_token',
  set.lease_owner = seen.before::jsonb ->> 'lease_owner',
  set.lease_expires_at = seen.before::jsonb ->> 'lease_expires_at',
  set.dispatch_ack_at = seen.before::jsonb ->> 'dispatch_ack_at',
  set.scheduled_at = seen.before::jsonb ->> 'scheduled_at',
  set.error_message = seen.before::jsonb ->> 'error_message',
  set.result_summary = seen.before::jsonb ->> 'result_summary',
  set.backtest_data = seen.before::jsonb ->> 'backtest_data',
  set.progress_pct = seen.before::jsonb ->> 'progress_pct',
  set.items_processed = seen.before::jsonb ->> 'items_processed',
  set.items_failed = seen.before::jsonb ->> 'items_failed',
  set.retry_count = seen.before::jsonb ->> 'retry_count',
  set.updated_at = seen.before::jsonb ->> 'updated_at'
FROM jsonb_to_recordset(:seen) AS seen (id bigint, status text, retries bigint, before text, after text)
WHERE fragment.seen_job AND target.image = seen.after
RETURNING job.id
