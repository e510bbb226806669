-- The queue that workers claim jobs from: the columns that behaviour 9.2 extends. All other columns come from
-- schema/migrations/, for new databases as well as old ones. No CHECK on status: CANCELLED must be allowed, and a
-- worker's new word for a status must not fail.
CREATE TABLE cf_processing_queue (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  file_version_id INTEGER,
  plugin_name TEXT NOT NULL,
  config_overrides TEXT,
  status TEXT NOT NULL DEFAULT 'PENDING',
  priority INTEGER DEFAULT 0,
  worker_host TEXT,
  worker_pid INTEGER,
  claim_time TEXT,
  end_time TEXT,
  result_summary TEXT,
  error_message TEXT,
  retry_count INTEGER DEFAULT 0
);

-- What a worker claims next.
CREATE INDEX ix_queue_pop ON cf_processing_queue(status, priority, id);
