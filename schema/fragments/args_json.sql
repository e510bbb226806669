-- What the queue keeps beside a job: its arguments. NULL where that isn't JSON, as text or as SQLite's JSONB, or is larger
-- than 64 KB.
CASE
  WHEN length(CAST(job.config_overrides AS BLOB)) <= 65536 AND json_valid(job.config_overrides, 10)
    THEN job.config_overrides
END
