-- Which attempt of its job a failure is of, once that job was retried: its retry_count then. NULL: of the last one.
-- So a retried job is not shown with the failures of an earlier run, and nothing has to be deleted for it.
ALTER TABLE cf_job_failures ADD COLUMN earlier_attempt INTEGER;
