-- The ids of a run of jobs in the list's order, after :skip of them. With the index SQLite reads at most :skip +
-- :limit jobs of each status.
SELECT CAST(job.id AS TEXT) AS id
FROM cf_processing_queue AS job
WHERE fragment.job_matches AND NOT fragment.stands_apart
ORDER BY fragment.list_key DESC, job.id DESC
LIMIT +:limit OFFSET +:skip
