-- The number of a job's process on its host; NULL if the row names none, or one of an earlier run.
CASE WHEN NOT fragment.was_leased THEN fragment.whole(job.worker_pid) END
