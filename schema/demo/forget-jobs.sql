-- Keeps the jobs that ended last, and returns where the output of the others was.
DELETE FROM cf_processing_queue
WHERE status IN ('COMPLETED', 'FAILED', 'CANCELLED') AND id NOT IN (
  SELECT id FROM cf_processing_queue
  WHERE status IN ('COMPLETED', 'FAILED', 'CANCELLED')
  ORDER BY end_time DESC, id DESC
  LIMIT :most
)
RETURNING output_path AS outputPath;
