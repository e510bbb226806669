-- Records how far a job has come, or how it ended. No row if it was cancelled; then its worker drops it.
UPDATE cf_processing_queue
SET status = :status, items_processed = :processed, items_total = :total, items_failed = :failed,
  progress_pct = coalesce(CAST(100.0 * :processed / nullif(:total, 0) AS INTEGER), 0),
  end_time = CASE WHEN :status <> 'RUNNING' THEN :now END, backtest_data = :backtest, output_path = :outputPath,
  output_size_bytes = :outputSizeBytes, result_summary = :summary, error_message = :error, updated_at = :now
WHERE id = :id AND status = 'RUNNING'
RETURNING id;
