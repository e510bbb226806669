-- behaviour 9.2: what a job is and how far it has come, and what every line of the list shows besides; PostgreSQL 14
-- and later. Existing rows aren't rewritten: the default is stored once for all of them.
ALTER TABLE cf_processing_queue ADD COLUMN job_type TEXT DEFAULT 'PARSE';
ALTER TABLE cf_processing_queue ADD COLUMN progress_pct INTEGER DEFAULT 0;
ALTER TABLE cf_processing_queue ADD COLUMN items_processed BIGINT DEFAULT 0;
ALTER TABLE cf_processing_queue ADD COLUMN items_total BIGINT DEFAULT 0;
ALTER TABLE cf_processing_queue ADD COLUMN backtest_data TEXT;
ALTER TABLE cf_processing_queue ADD COLUMN updated_at TIMESTAMPTZ;
ALTER TABLE cf_processing_queue ADD COLUMN plugin_version TEXT;
ALTER TABLE cf_processing_queue ADD COLUMN output_path TEXT;
ALTER TABLE cf_processing_queue ADD COLUMN output_size_bytes BIGINT;
ALTER TABLE cf_processing_queue ADD COLUMN items_failed BIGINT;
CREATE INDEX idx_jobs_updated ON cf_processing_queue (updated_at DESC);
