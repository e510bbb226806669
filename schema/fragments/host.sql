-- The host of a job's process; NULL if the row names none, or one of an earlier run.
CASE WHEN NOT fragment.was_leased THEN fragment.text(job.worker_host) END
