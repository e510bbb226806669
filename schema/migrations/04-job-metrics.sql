-- behaviour 9.2: throughput over time, kept for five minutes (behaviour 9.3).
CREATE TABLE cf_job_metrics (
  id INTEGER PRIMARY KEY,
  job_id INTEGER NOT NULL,
  metric_time TEXT DEFAULT (datetime('now')),
  rows_per_second REAL,
  bytes_per_second INTEGER,
  queue_depth INTEGER
);

-- So that deleting old metrics, and reading the last minutes, don't have to scan the table.
CREATE INDEX idx_job_metrics_time ON cf_job_metrics(metric_time);
