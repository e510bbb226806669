-- What the rows of running jobs, by id, say about their workers and progress, in no particular order. Columns of all
-- versions: A and C name a host and a process, B has a heartbeat, D a lease.
SELECT
  CAST(job.id AS TEXT) AS id,
  fragment.worker_name AS worker,
  fragment.host AS host,
  fragment.process AS pid,
  fragment.taken_up_ms AS claimed_at,
  fragment.epoch_ms(job.heartbeat_time) AS heartbeat_at,
  fragment.updated_ms AS updated_at,
  fragment.epoch_ms(job.lease_expires_at) AS lease_expires_at,
  fragment.started_ms AS started_at,
  fragment.items_total AS items_total,
  fragment.items_processed AS items_processed,
  fragment.percent(job.progress_pct) AS progress_percent,
  fragment.epoch_ms(job.items_since) AS items_since,
  job.worker_gone AS unlisted
FROM cf_processing_queue AS job
WHERE job.id IN (SELECT +value FROM json_each(:ids))
