-- The job :id, as long as it is as the operator saw it: its status is :status, and it was retried :retries times.
-- An id that another row has too doesn't tell which of them is meant.
fragment.is_id(job.id) AND CAST(job.id AS TEXT) = :id
AND COALESCE(fragment.text(job.status), '') = :status
AND COALESCE(fragment.whole(job.retry_count), 0) = :retries
AND (
  SELECT COUNT(*) FROM cf_processing_queue AS other WHERE fragment.is_id(other.id) AND CAST(other.id AS TEXT) = :id
) = 1
