-- Records how a job ended. No row is changed if it was cancelled first.
UPDATE cf_processing_queue
SET status = :status, end_time = :now, output_path = :outputPath, output_size_bytes = :outputSizeBytes,
  result_summary = :summary, error_message = :error, updated_at = :now
WHERE id = :id AND status = 'RUNNING';
