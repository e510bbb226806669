-- Recently written times, so that others can be written in the same notation; PostgreSQL 14 and later.
SELECT job.claim_time, job.end_time, job.completed_at, job.scheduled_at, job.updated_at
FROM target.queue AS job
ORDER BY job.id DESC
LIMIT 200
