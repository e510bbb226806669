-- A job's log if its row can't be looked up by number: in a view, or a table WITHOUT ROWID.
SELECT typeof(log_text) AS storage, octet_length(log_text) AS bytes
FROM cf_job_logs
WHERE fragment.log_of_job
LIMIT 1
