-- Takes the most urgent queued job, the oldest of several with the same priority. No row: none is queued.
UPDATE cf_processing_queue
SET status = 'RUNNING', worker_host = :host, worker_pid = :pid, claim_time = :now, end_time = NULL,
  error_message = NULL, items_processed = 0, items_failed = 0, progress_pct = 0, updated_at = :now
WHERE id = (
  SELECT id FROM cf_processing_queue WHERE status = 'QUEUED' ORDER BY priority DESC, id LIMIT 1
)
RETURNING id, job_type AS type, plugin_name AS name, plugin_version AS version;
