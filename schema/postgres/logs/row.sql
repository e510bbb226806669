-- Which version of its row has the log of a job ($1), and how many bytes the log has, without the log itself;
-- PostgreSQL 14 and later. A row that was written has another version.
SELECT concat_ws(' ', it.xmin, it.tableoid, it.ctid), octet_length(target.log)
FROM target.table AS it
WHERE it.job_id = target.job_id AND it.log_text IS NOT NULL
LIMIT 1
