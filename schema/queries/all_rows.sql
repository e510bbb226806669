-- What index_row.sql makes its columns of, for all jobs in the order of their ids: what these values mean is decided by
-- the decoder of rows, in a fraction of the time. The limit has SQLite work out each column of another program's queue once.
-- Serves every version.
SELECT
  CAST(job.id AS TEXT) AS id,
  job.plugin_name AS plugin_name,
  job.plugin_version AS plugin_version,
  job.parser_version AS parser_version,
  job.status AS status,
  job.completion_status AS completion_status,
  job.claim_time AS claim_time,
  job.end_time AS end_time,
  job.completed_at AS completed_at,
  job.created_at AS created_at,
  job.scheduled_at AS scheduled_at,
  job.dispatch_ack_at AS dispatch_ack_at,
  job.result_summary AS result_summary,
  substr(job.error_message, 1, 40) AS error_message,
  job.job_type AS job_type,
  job.items_processed AS items_processed,
  job.items_total AS items_total,
  job.items_failed AS items_failed,
  job.output_size_bytes AS output_size_bytes,
  job.lease_token AS lease_token,
  job.lease_owner AS lease_owner,
  job.lease_expires_at AS lease_expires_at,
  job.worker_host AS worker_host,
  job.worker_pid AS worker_pid,
  job.worker_id AS worker_id,
  job.retry_count AS retry_count,
  CASE
    WHEN job.lowest_first = 1 AND typeof(job.priority) IN ('integer', 'real') THEN -job.priority
    ELSE job.priority
  END AS priority
FROM (SELECT * FROM cf_processing_queue AS job ORDER BY fragment.job_order LIMIT -1) AS job
