-- Which of the jobs :ids, a JSON list of row numbers, have in their columns what a filter asks for. Serves tables that the
-- reader walks, of every version.
SELECT job.id AS id
FROM cf_processing_queue AS job
WHERE job.id IN (SELECT value FROM json_each(:ids)) AND fragment.has_columns
