-- The output's size as its own column has it, exact; NULL where there is no size or not a sound one.
CASE
  WHEN typeof(job.output_size_bytes) IN ('integer', 'real')
    OR (length(job.output_size_bytes) <= 64 AND job.output_size_bytes GLOB '[0-9]*'
      AND job.output_size_bytes NOT GLOB '*[^0-9.]*') THEN
    CASE WHEN CAST(job.output_size_bytes AS INTEGER) >= 0 THEN CAST(job.output_size_bytes AS INTEGER) END
END
