-- Which processes another program's queue says it has, and when each gave its last sign; for the workers panel.
SELECT
  fragment.text(process.worker_host) AS host,
  fragment.whole(process.worker_pid) AS pid,
  fragment.epoch_ms(process.heartbeat_time) AS heartbeat_at
FROM known.cf_worker_processes AS process
