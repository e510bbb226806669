-- The host where a job's process is or was; NULL where the row names none, or one of an earlier run.
CASE WHEN NOT fragment.was_leased THEN fragment.text(job.worker_host) END
