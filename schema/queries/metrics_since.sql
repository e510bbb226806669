-- The time of the oldest metrics: records are added at the end and deleted from the beginning, and reading the
-- first few allows for workers whose clocks differ.
SELECT MIN(fragment.epoch_ms(metric_time)) AS since
FROM (SELECT metric.metric_time AS metric_time FROM known.cf_job_metrics AS metric ORDER BY metric.id LIMIT 100)
