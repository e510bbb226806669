-- A job of the opening scene, in any status.
INSERT INTO cf_processing_queue (
  job_type, plugin_name, plugin_version, status, worker_host, worker_pid, claim_time, end_time,
  items_processed, items_total, items_failed, progress_pct, backtest_data,
  output_path, output_size_bytes, error_message, updated_at
)
VALUES (
  :type, :name, :version, :status, :host, :pid, :claimed, :ended,
  :processed, :total, :failed, :percent, :backtest,
  :outputPath, :outputSizeBytes, :error, :updated
)
RETURNING id;
