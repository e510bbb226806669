-- What jobs reported in a run of records and within a time, by job and interval of :grain ms, with the last queue
-- depth reported. LIMIT -1 keeps SQLite from evaluating each time more than once.
SELECT
  fragment.text(job) AS job,
  at / CAST(:grain AS INTEGER) * CAST(:grain AS INTEGER) AS at,
  TOTAL(rows) AS rows,
  COUNT(rows) AS rows_count,
  TOTAL(bytes) AS bytes,
  COUNT(bytes) AS bytes_count,
  CAST(MAX(CASE WHEN depth IS NOT NULL THEN id END) AS TEXT) AS depth_id,
  depth
FROM (
  SELECT
    metric.id AS id,
    metric.job_id AS job,
    fragment.epoch_ms(metric.metric_time) AS at,
    fragment.rate(metric.rows_per_second) AS rows,
    fragment.rate(metric.bytes_per_second) AS bytes,
    fragment.whole(metric.queue_depth) AS depth
  FROM known.cf_job_metrics AS metric
  WHERE metric.id BETWEEN CAST(:first AS INTEGER) AND CAST(:last AS INTEGER)
  LIMIT -1
)
WHERE at BETWEEN :from AND :until
GROUP BY job, at / CAST(:grain AS INTEGER)
