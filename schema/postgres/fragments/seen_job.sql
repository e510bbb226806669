-- A job, as long as it is as the operator saw it. Only its own row is looked at: whatever else a statement asks, it
-- doesn't ask again after it has waited for a worker.
job.id = seen.id
AND COALESCE(fragment.text(job.status), '') = seen.status
AND COALESCE(fragment.whole(job.retry_count), 0) = seen.retries
