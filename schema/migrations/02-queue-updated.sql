-- behaviour 9.2: finds the jobs that changed last.
CREATE INDEX idx_jobs_updated ON cf_processing_queue(updated_at DESC);
