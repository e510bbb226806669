-- What the rows of running jobs, by id, say about their workers, in no particular order. Columns of all versions:
-- A and C name a host and a process, B has a heartbeat, D a lease.
SELECT
  CAST(job.id AS TEXT) AS id,
  fragment.worker_name AS worker,
  fragment.host AS host,
  fragment.process AS pid,
  fragment.taken_up_ms AS claimed_at,
  fragment.epoch_ms(job.heartbeat_time) AS heartbeat_at,
  fragment.epoch_ms(job.updated_at) AS updated_at,
  fragment.epoch_ms(job.lease_expires_at) AS lease_expires_at,
  job.worker_gone AS unlisted
FROM cf_processing_queue AS job
WHERE job.id IN (SELECT +value FROM json_each(:ids))
