-- When the oldest metrics are from: records are added at the end and taken away at the beginning, and the first few
-- allow for workers whose clocks differ.
SELECT MIN(fragment.epoch_ms(metric_time)) AS since
FROM (SELECT metric.metric_time AS metric_time FROM known.cf_job_metrics AS metric ORDER BY metric.id LIMIT 100)
