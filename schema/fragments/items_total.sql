-- How many files or records a job has to do. 0 is the column's default, so it says nothing.
NULLIF(fragment.whole(job.items_total), 0)
