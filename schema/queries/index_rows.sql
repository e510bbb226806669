-- What the reader's index stores about jobs, by row number: the answer for rows whose values are unusual. Serves every
-- version whose id is the row number.
SELECT
  terms.index_row
FROM cf_processing_queue AS job
WHERE job.id IN (SELECT +value FROM json_each(:ids))
