-- The ids of the jobs before a position in the list, the nearest first. The position is the list key and the id of
-- a job, as text, because they may exceed 2^53; the plus before them keeps their type out of the comparison, so
-- that the index is used.
SELECT CAST(job.id AS TEXT) AS id
FROM cf_processing_queue AS job
WHERE fragment.job_matches
  AND NOT fragment.stands_apart
  AND fragment.list_key >= +CAST(:place AS INTEGER)
  AND (fragment.list_key > +CAST(:place AS INTEGER) OR job.id > CAST(:id AS INTEGER))
ORDER BY fragment.list_key, job.id
LIMIT :limit
