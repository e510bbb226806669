-- The job :id and its position in the list; no row if it is gone or filtered out.
SELECT fragment.list_key AS place, job.id AS id
FROM cf_processing_queue AS job
WHERE fragment.is_id(job.id)
  AND fragment.job_matches
LIMIT 1
