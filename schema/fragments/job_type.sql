-- What kind of work a job does. Databases without the column, and rows without the word, have parse jobs.
CASE lower(trim(COALESCE(job.job_type, '')))
  WHEN 'parse' THEN 'parse'
  WHEN '' THEN 'parse'
  WHEN 'scan' THEN 'scan'
  WHEN 'export' THEN 'export'
  WHEN 'backtest' THEN 'backtest'
  ELSE 'other'
END
