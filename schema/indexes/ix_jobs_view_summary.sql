-- The complete jobs whose output's size only the JSON in their summary may tell. JSON itself is kept out of the
-- index: workers with an old SQLite lack its functions and could no longer write.
CREATE INDEX IF NOT EXISTS ix_jobs_view_summary ON cf_processing_queue (job.id) WHERE fragment.sized_by_summary
