-- The keys that decide the places of the jobs :ids in the list, see sorted.sql; in no particular order. Serves every
-- version.
SELECT
  CAST(job.id AS TEXT) AS id,
  fragment.sort_rank AS rank,
  fragment.sort_value AS value,
  fragment.started_ms AS started
FROM cf_processing_queue AS job
WHERE job.id IN (SELECT +value FROM json_each(:ids))
