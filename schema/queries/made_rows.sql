-- Which of the table rows :rows, a JSON list of row numbers, record materialized outputs, with their jobs and how many
-- rows the outputs have. Serves tables that the reader walks, of every version.
SELECT made.rowid AS number, CAST(fragment.output_job(made.job_id) AS TEXT) AS id, fragment.whole(made.rows) AS rows
FROM known.cf_output_materializations AS made
WHERE made.rowid IN (SELECT value FROM json_each(:rows)) AND fragment.is_made
