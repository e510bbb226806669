-- A row if any failure was recorded beside the queue. Serves versions that have the table.
SELECT 1 AS any_row FROM known.cf_job_failures AS failure LIMIT 1
