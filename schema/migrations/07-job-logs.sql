-- A job's log, rewritten as a whole while the job runs: text, or gzip as a BLOB. It has its own table, so that the
-- queue's pages stay small.
CREATE TABLE cf_job_logs (
  job_id INTEGER PRIMARY KEY,
  log_text BLOB,
  created_at TEXT DEFAULT CURRENT_TIMESTAMP
);
