-- One row for each process that takes up jobs, whether it has one or not; supervisors and dispatchers run none.
SELECT process.hostname AS worker_host, process.pid AS worker_pid, process.last_heartbeat_at AS heartbeat_time
FROM known.solid_queue_processes AS process
WHERE process.kind IS NULL OR process.kind = 'Worker'
