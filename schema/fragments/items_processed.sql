-- How many of a job's files or records are done. 0 without a total is the columns' default, so it says nothing.
NULLIF(fragment.whole(job.items_processed), CASE WHEN fragment.items_total IS NULL THEN 0 END)
