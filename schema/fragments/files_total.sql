-- How many files a job stands for in the status bar: parse jobs only, one where the worker doesn't count.
CASE fragment.job_type
  WHEN 'parse' THEN COALESCE(fragment.items_total, NULLIF(fragment.whole(job.items_processed), 0), 1)
  ELSE 0
END
