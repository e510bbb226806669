-- What the rows of running jobs say of their workers, the oldest start first: at most :limit of them. The words, which
-- are those of status_word.sql, let workers' own index on the status lead to these jobs where ours is lacking. Columns
-- of all versions: A and C name a host and a process, B has a heartbeat, D a lease.
SELECT
  CAST(job.id AS TEXT) AS id,
  fragment.host AS host,
  fragment.process AS pid,
  fragment.taken_up_ms AS claimed_at,
  fragment.epoch_ms(job.heartbeat_time) AS heartbeat_at,
  fragment.epoch_ms(job.updated_at) AS updated_at,
  fragment.epoch_ms(job.lease_expires_at) AS lease_expires_at
FROM cf_processing_queue AS job indexed.ix_jobs_view_status
WHERE fragment.job_status = 'running' AND job.status IN ('RUNNING', 'STAGED', 'running', 'staged', 'Running', 'Staged')
ORDER BY fragment.list_key, job.id
LIMIT :limit
