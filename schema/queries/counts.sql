-- The number of jobs by status and by type, and the status bar's sums, over the whole queue. Sizes may exceed what
-- one sum of 64-bit integers can hold, so their halves are summed separately. TOTAL doesn't overflow either.
SELECT
  fragment.job_status AS status,
  COUNT(*) AS jobs,
  SUM(fragment.job_type = 'scan') AS scan_jobs,
  SUM(fragment.job_type = 'parse') AS parse_jobs,
  SUM(fragment.job_type = 'export') AS export_jobs,
  SUM(fragment.job_type = 'backtest') AS backtest_jobs,
  TOTAL(fragment.files_processed) AS files_processed,
  TOTAL(fragment.files_total) AS files_total,
  CAST(SUM(fragment.recorded_bytes >> 32) AS TEXT) AS bytes_high,
  CAST(SUM(fragment.recorded_bytes & 4294967295) AS TEXT) AS bytes_low
FROM cf_processing_queue AS job
GROUP BY fragment.job_status
