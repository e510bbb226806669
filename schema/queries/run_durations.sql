-- How long the complete runs of one version of a parser took, ms, and how many took so long, for the detail panel where
-- the reader has no index of the queue, and the reference for what the index says. :served as parser_names.sql has it.
-- Serves every version.
SELECT duration, COUNT(*) AS jobs
FROM (
  SELECT fragment.end_ms - fragment.started_ms AS duration
  FROM cf_processing_queue AS job
  WHERE fragment.job_type = 'parse' AND fragment.job_status = 'complete'
    AND fragment.job_name = :name
    AND fragment.version_number(fragment.version_in_service) IS :version
)
WHERE duration > 0
GROUP BY duration
