-- The list's order before the values that it is sorted by: failed jobs, running ones that are pinned, other running
-- ones, queued ones, the rest; the same number for all jobs if :ranked is 0.
CASE
  WHEN :ranked THEN fragment.job_rank * 2 - CASE WHEN fragment.is_pinned THEN 1 ELSE 0 END
  ELSE 0
END
