-- How long the complete runs of one version of a parser took, ms, and how many took each time, for the detail panel.
-- :served as in parser_names.sql. Serves every version.
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
