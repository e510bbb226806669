-- Which of the rows :rows, a JSON list of row numbers, of the table of materialized outputs contain what the
-- operator searches for, and their jobs. Serves tables that the reader walks, of every version.
SELECT made.rowid AS number, CAST(made.job_id AS TEXT) AS id
FROM known.cf_output_materializations AS made
WHERE made.rowid IN (SELECT value FROM json_each(:rows)) AND (fragment.made_holds)
