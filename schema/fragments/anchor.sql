-- The job :id and where it stands in the list; no row where it is gone or filtered out. The id comes as text and
-- is compared as a number too, for a column that holds numbers without saying so.
SELECT fragment.list_key AS place, job.id AS id
FROM cf_processing_queue AS job
WHERE job.id IN (:id, CASE WHEN CAST(CAST(:id AS INTEGER) AS TEXT) = :id THEN CAST(:id AS INTEGER) END)
  AND fragment.job_matches
LIMIT 1
