-- How many of a job's files are done; if the worker doesn't count, its one file once the job is complete.
CASE fragment.job_type
  WHEN 'parse' THEN
    COALESCE(
      NULLIF(fragment.whole(job.items_processed), 0),
      fragment.items_total IS NULL AND fragment.job_status = 'complete'
    )
  ELSE 0
END
