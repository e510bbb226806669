-- refuse: Oban on SQLite has no signal that would stop a running job.
SELECT 1 FROM oban_jobs WHERE id = :id AND state = 'executing';

-- guard
UPDATE oban_jobs
SET state = 'cancelled', cancelled_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
WHERE id = :id AND state IN ('available', 'suspended', 'scheduled', 'retryable')
  AND :status IN ('QUEUED', 'PENDING') AND attempt = :retries
RETURNING id;
