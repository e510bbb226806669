-- The first failures of one job.
CREATE INDEX IF NOT EXISTS ix_jobs_view_failures ON cf_job_failures (job_id, id)
