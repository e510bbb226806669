-- The number of a job's process on that host; NULL where the row names none, or one of an earlier run.
CASE WHEN NOT fragment.was_leased THEN fragment.whole(job.worker_pid) END
