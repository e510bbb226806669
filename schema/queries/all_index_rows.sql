-- The same of all jobs, in the order of their ids, where the reader's index can't be made of a table's pages. Serves every
-- version.
SELECT
  terms.index_row
FROM cf_processing_queue AS job
ORDER BY fragment.job_order
