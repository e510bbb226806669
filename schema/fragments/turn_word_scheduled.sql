-- The same where jobs are scheduled: 3 workers don't take it yet.
CASE upper(trim(job.status)) WHEN 'DISPATCHING' THEN 1 WHEN 'QUEUED' THEN 2 WHEN 'PENDING' THEN 3 ELSE 0 END
