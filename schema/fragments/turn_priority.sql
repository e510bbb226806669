-- A queued job's priority as the list's order takes it, as a double: the greatest comes first, those without one last.
-- As in the workers' own order, a text is greater than any number.
CASE
  WHEN fragment.turn_word = 0 THEN NULL
  WHEN typeof(job.priority) IN ('integer', 'real') THEN CAST(job.priority AS REAL)
  WHEN typeof(job.priority) = 'null' THEN -9e999
  ELSE 9e999
END
