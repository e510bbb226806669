-- Deletes failures of jobs that are gone.
DELETE FROM cf_job_failures WHERE job_id NOT IN (SELECT id FROM cf_processing_queue);
