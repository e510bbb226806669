-- What a follower compares of every job, if the queue has no index in memory: what the index holds, and how often the
-- job was retried. Serves every version.
SELECT
  CAST(job.id AS TEXT) AS id,
  fragment.job_status AS status,
  fragment.job_type AS type,
  fragment.started_ms AS started_at,
  CASE fragment.job_status WHEN 'complete' THEN fragment.complete_ms ELSE fragment.end_ms END AS ended_at,
  COALESCE(fragment.whole(job.retry_count), 0) AS retries
FROM cf_processing_queue AS job
