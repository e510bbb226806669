-- Deletes metrics older than five minutes (behaviour 9.3), in whatever notation their times are. Takes :limit at a
-- time, because workers have to wait. Metrics without a valid time are kept.
DELETE FROM cf_job_metrics
WHERE rowid IN (
  SELECT rowid
  FROM cf_job_metrics
  WHERE fragment.epoch_ms(metric_time) < (CAST(strftime('%s', 'now') AS INTEGER) - 300) * 1000
  LIMIT :limit
)
