-- The version of the row with the log of a job ($1), and the log's size in bytes, without the log itself; PostgreSQL 14
-- and later. Each write makes another version.
SELECT concat_ws(' ', it.xmin, it.tableoid, it.ctid), octet_length(target.log)
FROM target.table AS it
WHERE it.job_id = target.job_id AND it.log_text IS NOT NULL
LIMIT 1
