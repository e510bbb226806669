-- The ids of the jobs from a position in the list on, including the job there. The position is given as in
-- window_above.sql.
SELECT CAST(job.id AS TEXT) AS id
FROM cf_processing_queue AS job
WHERE fragment.job_matches
  AND NOT fragment.stands_apart
  AND fragment.list_key <= +CAST(:place AS INTEGER)
  AND (fragment.list_key < +CAST(:place AS INTEGER) OR job.id <= CAST(:id AS INTEGER))
ORDER BY fragment.list_key DESC, job.id DESC
LIMIT :limit
