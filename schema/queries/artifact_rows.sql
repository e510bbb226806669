-- Which of the table rows :rows, a JSON list of row numbers, record outputs, with their jobs and how many rows the
-- outputs have. Serves tables that the reader walks, of every version.
SELECT artifact.rowid AS number, CAST(fragment.output_job(artifact.job_id) AS TEXT) AS id, fragment.whole(artifact.rows) AS rows
FROM known.cf_job_artifacts AS artifact
WHERE artifact.rowid IN (SELECT value FROM json_each(:rows)) AND fragment.is_output
