-- The stages of the pipeline over the whole queue. Jobs of one file are summed apart: several of them may have had the
-- same file.
SELECT
  TOTAL(CASE WHEN fragment.files_total <= 1 THEN fragment.files_parsed END) AS parsed_singly,
  TOTAL(CASE WHEN fragment.files_total > 1 THEN fragment.files_parsed END) AS parsed_together,
  TOTAL(
    CASE WHEN fragment.job_status = 'running' THEN max(0, fragment.files_total - fragment.files_processed) END
  ) AS parsing,
  COUNT(CASE WHEN fragment.job_type = 'scan' AND fragment.job_status = 'running' THEN 1 END) AS scanning,
  COUNT(CASE WHEN fragment.job_type = 'export' AND fragment.job_status = 'complete' THEN 1 END) AS exported,
  COUNT(CASE WHEN fragment.job_type = 'export' AND fragment.job_status = 'running' THEN 1 END) AS exporting
FROM cf_processing_queue AS job indexed.ix_jobs_view_status
