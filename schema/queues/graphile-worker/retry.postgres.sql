-- Graphile Worker's own function. It notifies nobody either: workers poll every two seconds.
-- guard
SELECT id FROM _private_jobs
WHERE id = :id AND locked_at IS NULL AND attempts >= max_attempts AND greatest(attempts - 1, 0) = :retries
FOR UPDATE SKIP LOCKED;
-- then
SELECT reschedule_jobs(ARRAY[:id]::bigint[], run_at := now(), attempts := 0);
