-- Deletes metrics that nobody looks at any more (behaviour 9.3 keeps five minutes).
DELETE FROM cf_job_metrics WHERE metric_time < :before;
