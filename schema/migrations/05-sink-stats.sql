-- behaviour 9.2: running totals of each sink.
CREATE TABLE cf_sink_stats (
  id INTEGER PRIMARY KEY,
  sink_uri TEXT NOT NULL,
  recorded_at TEXT DEFAULT (datetime('now')),
  total_rows INTEGER DEFAULT 0,
  total_bytes INTEGER DEFAULT 0,
  write_latency_ms INTEGER,
  error_count INTEGER DEFAULT 0
);

-- The table or file inside the sink (behaviour 8.2), for sinks whose address doesn't end in it.
ALTER TABLE cf_sink_stats ADD COLUMN output_name TEXT;
