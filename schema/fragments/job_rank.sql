fragment.rank_of(fragment.job_status)
