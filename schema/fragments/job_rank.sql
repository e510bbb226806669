-- The first key of the list's order, for a job.
fragment.rank_of(fragment.job_status)
