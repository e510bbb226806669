-- Locks the rows of jobs until the transaction ends, and returns their backtests' figures, which can't change
-- meanwhile, and their images; PostgreSQL 14 and later.
SELECT job.id, job.backtest_data, target.image
FROM target.queue AS job
WHERE job.id IN (SELECT seen.id FROM jsonb_to_recordset(:seen) AS seen (id bigint))
ORDER BY job.id
FOR UPDATE
