-- A job, if it is still as the operator saw it. Only its own row is compared, because after waiting for a worker a
-- statement rechecks nothing else.
job.id = seen.id
AND COALESCE(fragment.text(job.status), '') = seen.status
AND COALESCE(fragment.whole(job.retry_count), 0) = seen.retries
