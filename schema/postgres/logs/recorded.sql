-- Where the log of a job ($1) is recorded to be (version D); PostgreSQL 14 and later.
SELECT it.uri
FROM target.table AS it
WHERE it.job_id = target.job_id AND lower(it.kind) = 'log' AND it.uri <> ''
ORDER BY it.created_at DESC
LIMIT 1
