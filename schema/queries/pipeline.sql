-- The stages of the pipeline over the whole queue. Lost are files that failed, and those that a failed job didn't
-- reach.
SELECT
  TOTAL(fragment.files_parsed) AS parsed,
  TOTAL(
    CASE WHEN fragment.job_status = 'running' THEN max(0, fragment.files_total - fragment.files_processed) END
  ) AS parsing,
  TOTAL(
    CASE fragment.job_status
      WHEN 'failed' THEN max(COALESCE(fragment.files_failed, 0), fragment.files_total - fragment.files_parsed)
      ELSE min(fragment.files_processed, fragment.files_total) - fragment.files_parsed
    END
  ) AS lost,
  COUNT(CASE WHEN fragment.job_type = 'scan' AND fragment.job_status = 'running' THEN 1 END) AS scanning,
  COUNT(CASE WHEN fragment.job_type IN ('parse', 'export') AND fragment.job_status = 'complete' THEN 1 END) AS ready,
  COUNT(CASE WHEN fragment.job_type IN ('parse', 'export') AND fragment.job_status = 'running' THEN 1 END) AS writing,
  COUNT(CASE WHEN fragment.job_type = 'export' AND fragment.job_status = 'failed' THEN 1 END) AS unexported
FROM cf_processing_queue AS job
