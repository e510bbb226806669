-- How fast a job is now.
INSERT INTO cf_job_metrics (job_id, metric_time, rows_per_second, bytes_per_second, queue_depth)
VALUES (:job, :now, :rowsPerSecond, :bytesPerSecond, :depth);
