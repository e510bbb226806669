-- The row with a job's log, without the log itself: its type and its size are in the row's head.
SELECT CAST(_rowid_ AS TEXT) AS row_id, typeof(log_text) AS storage, octet_length(log_text) AS bytes
FROM cf_job_logs
WHERE fragment.log_of_job
LIMIT 1
