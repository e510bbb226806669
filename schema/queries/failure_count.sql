-- How many failures one job has. The plus leaves the type of the comparison to the column.
SELECT COUNT(*) AS failures
FROM known.cf_job_failures AS failure
WHERE failure.job_id IN (SELECT +value FROM json_each(:jobs))
