-- How many of the files that a parse job is done with could not be parsed; NULL where none is counted.
CASE fragment.job_type WHEN 'parse' THEN NULLIF(fragment.whole(job.items_failed), 0) END
