-- The state of one job now, whether a worker had it under a lease while its status was :seen (a job that is merely
-- queued may have an old lease), and whether upstream has paused its parser; no row if the job is gone.
SELECT
  fragment.job_status AS status,
  fragment.job_type AS type,
  COALESCE(fragment.text(job.status), '') AS status_text,
  COALESCE(fragment.whole(job.retry_count), 0) AS retries,
  fragment.is_leased AND upper(trim(:seen)) NOT IN ('QUEUED', 'PENDING') AS leased,
  EXISTS (
    SELECT 1
    FROM known.cf_parser_health AS health
    WHERE health.parser_name = job.plugin_name AND health.paused_at IS NOT NULL
  ) AS parser_paused
FROM cf_processing_queue AS job
WHERE fragment.is_id(job.id) AND CAST(job.id AS TEXT) = :id
LIMIT 1
