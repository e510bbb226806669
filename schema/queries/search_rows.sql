-- Which of the jobs :ids, a JSON list of row numbers, contain what the operator searches for in their own rows or
-- in the path of the file that they lead to: fragment.job_holds without what other tables record about them.
-- Serves tables that the reader walks, of every version.
SELECT job.id AS id
FROM cf_processing_queue AS job
WHERE job.id IN (SELECT value FROM json_each(:ids))
  AND (fragment.row_holds OR COALESCE(fragment.holds(fragment.source_path), 0))
