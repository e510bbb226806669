-- A run of one job's failures, in the record's order, after :skip of them.
SELECT
  terms.failure
FROM known.cf_job_failures AS failure
WHERE failure.job_id IN (SELECT +value FROM json_each(:jobs))
ORDER BY failure.id
LIMIT +:limit OFFSET +:skip
