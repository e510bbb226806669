-- The output's size from its own column, exact; NULL if there is none, or no valid one.
CASE
  WHEN typeof(job.output_size_bytes) IN ('integer', 'real')
    OR (length(job.output_size_bytes) <= 64 AND job.output_size_bytes GLOB '[0-9]*'
      AND job.output_size_bytes NOT GLOB '*[^0-9.]*') THEN
    CASE WHEN CAST(job.output_size_bytes AS INTEGER) >= 0 THEN CAST(job.output_size_bytes AS INTEGER) END
END
