-- Deletes metrics older than five minutes (behaviour 9.3), in whatever notation their times are; :limit at a time, for
-- workers wait meanwhile. Those without a sound time stay.
DELETE FROM cf_job_metrics
WHERE rowid IN (
  SELECT rowid
  FROM cf_job_metrics
  WHERE fragment.epoch_ms(metric_time) < (unixepoch('now') - 300) * 1000
  LIMIT :limit
)
