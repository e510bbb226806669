-- What the jobs :ids, a JSON list of row numbers, have in the column that the list is sorted by. Serves tables that the
-- reader walks, of every version.
SELECT job.id AS id, fragment.column_in_order AS value
FROM cf_processing_queue AS job
WHERE job.id IN (SELECT value FROM json_each(:ids))
