-- Deletes metrics that aren't needed any more (behaviour 9.3 keeps five minutes).
DELETE FROM cf_job_metrics WHERE metric_time < :before;
