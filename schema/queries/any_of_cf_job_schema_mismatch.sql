-- A row if any schema mismatch was recorded. Serves version D, and those that have the table.
SELECT 1 AS any_row FROM known.cf_job_schema_mismatch AS mismatch LIMIT 1
