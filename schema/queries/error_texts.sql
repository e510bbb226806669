-- The error texts of jobs by row number, for causes of failures if the reader's walk can't decode them. Serves
-- every version whose id is the row number.
SELECT
  CAST(job.id AS TEXT) AS id,
  fragment.long_text(job.error_message) AS error_message,
  fragment.long_end(job.error_message) AS error_end
FROM cf_processing_queue AS job
WHERE job.id IN (SELECT +value FROM json_each(:ids))
