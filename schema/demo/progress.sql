-- Records how far a job has come. No row is changed if it was cancelled; then its worker drops it.
UPDATE cf_processing_queue
SET items_processed = :processed, items_total = :total, items_failed = :failed, progress_pct = :percent,
  backtest_data = :backtest, output_path = :outputPath, updated_at = :now
WHERE id = :id AND status = 'RUNNING';
