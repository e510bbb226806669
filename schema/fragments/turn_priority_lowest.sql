-- The same for a queue whose lowest priority comes first, whose numbers are turned round.
CASE
  WHEN fragment.turn_word = 0 THEN NULL
  WHEN typeof(job.priority) IN ('integer', 'real') THEN -CAST(job.priority AS REAL)
  ELSE -9e999
END
