-- behaviour 9.2: what a job is and how far it has come. Existing rows read as parse jobs without counts, and their
-- updated_at is NULL until something updates them.
ALTER TABLE cf_processing_queue ADD COLUMN job_type TEXT DEFAULT 'PARSE';
ALTER TABLE cf_processing_queue ADD COLUMN progress_pct INTEGER DEFAULT 0;
ALTER TABLE cf_processing_queue ADD COLUMN items_processed INTEGER DEFAULT 0;
ALTER TABLE cf_processing_queue ADD COLUMN items_total INTEGER DEFAULT 0;
ALTER TABLE cf_processing_queue ADD COLUMN backtest_data TEXT;
ALTER TABLE cf_processing_queue ADD COLUMN updated_at TEXT;
