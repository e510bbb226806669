-- A piece of a job's log ($1): at most $4 bytes from byte $3 on, counted from 1. No row if this version of the log's
-- row ($2) no longer exists. PostgreSQL 14 and later.
SELECT substring(target.log FROM $3::int FOR $4::int)
FROM target.table AS it
WHERE it.job_id = target.job_id AND concat_ws(' ', it.xmin, it.tableoid, it.ctid) = $2
LIMIT 1
