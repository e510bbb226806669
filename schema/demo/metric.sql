-- How fast a job is now, and how many jobs wait: as many as the queue holds, where the depth is null.
INSERT INTO cf_job_metrics (job_id, metric_time, rows_per_second, bytes_per_second, queue_depth)
VALUES (:job, :now, :rowsPerSecond, :bytesPerSecond,
  coalesce(:depth, (SELECT count(*) FROM cf_processing_queue WHERE status = 'QUEUED')));
