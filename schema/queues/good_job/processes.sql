-- One row for each process, whether it has a job or not.
SELECT
  CASE WHEN json_valid(process.state) THEN json_extract(process.state, '$.hostname') END AS worker_host,
  CASE WHEN json_valid(process.state) THEN json_extract(process.state, '$.pid') END AS worker_pid,
  process.updated_at AS heartbeat_time
FROM known.good_job_processes AS process
