-- How many different files the queue's jobs name, where no catalogue counts them.
SELECT COUNT(DISTINCT COALESCE(job.file_version_id, job.file_id)) AS files FROM cf_processing_queue AS job
