-- How many of the files that a parse job has finished with couldn't be parsed; NULL if none is counted.
CASE fragment.job_type WHEN 'parse' THEN NULLIF(fragment.whole(job.items_failed), 0) END
