-- What the reader's index stores about jobs, by row number: the answer for rows whose values are unusual. Serves every
-- version whose id is the row number, and other programs' queues. The limit has SQLite work out each column of such a queue
-- once, and not each time that one is used.
SELECT
  terms.index_row
FROM (
  SELECT * FROM cf_processing_queue AS job
  WHERE fragment.job_order IN (SELECT +value FROM json_each(:ids))
  LIMIT -1
) AS job
