-- Who is working on a job, or did last: the holder of its lease, else the host or the worker that the row names.
COALESCE(fragment.text(job.lease_owner), fragment.host, fragment.text(job.worker_id))
