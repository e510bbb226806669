-- How many files a job counts as in the status bar: parse jobs only, and one if the worker doesn't count.
CASE fragment.job_type
  WHEN 'parse' THEN COALESCE(fragment.items_total, NULLIF(fragment.whole(job.items_processed), 0), 1)
  ELSE 0
END
