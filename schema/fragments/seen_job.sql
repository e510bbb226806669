-- The job :id, as long as it is as the operator saw it: it says :status, and was retried :retries times.
fragment.is_id(job.id) AND CAST(job.id AS TEXT) = :id
AND COALESCE(fragment.text(job.status), '') = :status
AND COALESCE(fragment.whole(job.retry_count), 0) = :retries
