-- Which attempt of its job a failure belongs to, once the job was retried: its retry_count at that time. NULL: the
-- last one. So a retried job isn't shown with the failures of an earlier run, and nothing has to be deleted for
-- that.
ALTER TABLE cf_job_failures ADD COLUMN earlier_attempt INTEGER;
