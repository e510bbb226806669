-- The keys that decide the places of the jobs :ids in the list, see sorted.sql; in no particular order. Serves every
-- version.
SELECT CAST(job_id AS TEXT) AS id, rank, value, time, turn
FROM (
  SELECT terms.list_key
  FROM cf_processing_queue AS job
  WHERE job.id IN (SELECT +value FROM json_each(:ids))
)
