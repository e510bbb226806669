-- The keys that decide the places of all jobs in the list, see sorted.sql; those of a turn in their order. Serves every
-- version.
SELECT CAST(job_id AS TEXT) AS id, rank, value, time, turn
FROM (
  SELECT terms.list_key
  FROM cf_processing_queue AS job
)
ORDER BY turn, priority DESC, job_id
