-- What the list is sorted by, as :sort names it; NULL for a job that has no such value. A running job's duration is
-- that until :now. A size of nothing counts as none, and sizes from 2^53 - 1 on as the same. Any other word is a column.
CASE :sort
  WHEN 'time' THEN fragment.time_ms
  WHEN 'start' THEN CASE WHEN fragment.job_status <> 'queued' THEN fragment.started_ms END
  WHEN 'end' THEN CASE WHEN fragment.job_status NOT IN ('queued', 'running') THEN fragment.end_ms END
  WHEN 'duration' THEN fragment.took_ms(:now)
  WHEN 'size' THEN fragment.output_size
  WHEN 'name' THEN NULLIF(lower(fragment.job_name), '')
  ELSE fragment.column_in_order
END
