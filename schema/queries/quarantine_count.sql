-- How many rows of one job were set aside (version D).
SELECT COUNT(*) AS rows
FROM known.cf_quarantine AS aside
WHERE aside.job_id IN (SELECT +value FROM json_each(:ids))
