-- Who works on a job, or did last, by the name that tells one worker from another: a lease's holder, a host with its
-- process, or a worker's id; NULL if the row names no worker.
CASE
  WHEN fragment.process IS NULL THEN fragment.worker
  ELSE COALESCE(fragment.worker || ':', 'pid ') || fragment.process
END
