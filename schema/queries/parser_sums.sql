-- What the parse jobs of one parser and version have done; sizes in halves as in counts.sql. Most of them are
-- spelled like the job that was given, :plugin and :own; only for others are name and version worked out. :served
-- is a JSON object of the active versions by plugin, for jobs that don't record their own.
SELECT
  TOTAL(files_processed) AS files,
  CAST(SUM(bytes >> 32) AS TEXT) AS bytes_high,
  CAST(SUM(bytes & 4294967295) AS TEXT) AS bytes_low
FROM (
  SELECT
    fragment.files_processed AS files_processed,
    CASE fragment.job_status WHEN 'complete' THEN COALESCE(fragment.recorded_bytes, fragment.summary_bytes) END AS bytes
  FROM cf_processing_queue AS job
  WHERE fragment.job_type = 'parse'
    AND (:parser = '' OR instr(CAST(job.plugin_name AS TEXT), :parser) > 0)
    AND CASE
      WHEN job.plugin_name = :plugin AND fragment.own_version IS :own THEN 1
      ELSE
        fragment.job_name = :parser
        AND fragment.version_number(fragment.version_in_service) IS :version
    END
)
