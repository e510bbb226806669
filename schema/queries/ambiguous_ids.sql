-- Whether a row of the queue has no id or, if :shared, one that another row has too: 7 and '7' are the same id to
-- readers. Serves every version; used only if id_key.sql finds that it is possible.
SELECT found
FROM (
  SELECT 1 AS found FROM cf_processing_queue AS job WHERE job.id IS NULL
  UNION ALL
  SELECT 1
  FROM (
    SELECT 1 FROM cf_processing_queue AS job WHERE :shared GROUP BY CAST(job.id AS TEXT) HAVING COUNT(*) > 1
  )
)
LIMIT 1
