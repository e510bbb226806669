-- refuse: It belongs to a batch, which would wait for it for ever.
SELECT 1 FROM jobs WHERE id = CAST(substr(:id, 2) AS bigint) AND (payload::jsonb #>> '{data,batchId}') IS NOT NULL;

-- guard
DELETE FROM jobs
WHERE id = CAST(substr(:id, 2) AS bigint) AND :status = 'QUEUED' AND reserved_at IS NULL AND attempts = :retries
RETURNING id;
