-- The size of a job's output that is recorded, in bytes; NULL for none, for one of nothing, and while the job isn't done.
-- Sizes from 2^53 - 1 on count as the same.
CASE
  WHEN fragment.job_status NOT IN ('queued', 'running') THEN
    NULLIF(
      min(
        COALESCE(
          fragment.recorded_bytes,
          CASE WHEN fragment.sized_by_summary THEN fragment.summary_bytes END
        ),
        9007199254740991
      ),
      0
    )
END
