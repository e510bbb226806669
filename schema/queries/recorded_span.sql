-- The first and last row number of recorded outputs (version D).
SELECT
  (SELECT MIN(artifact.rowid) FROM known.cf_job_artifacts AS artifact) AS first,
  (SELECT MAX(artifact.rowid) FROM known.cf_job_artifacts AS artifact) AS last
