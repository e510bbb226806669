-- Graphile Worker's own function, which leaves a job alone that is locked.
-- guard
SELECT id FROM _private_jobs
WHERE id = :id AND locked_at IS NULL AND attempts < max_attempts AND attempts = :retries
FOR UPDATE SKIP LOCKED;
-- then
SELECT permanently_fail_jobs(ARRAY[:id]::bigint[], 'Cancelled by user');
