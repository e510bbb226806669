-- Those of the jobs :ids that come first in the list's order. Serves every version.
SELECT CAST(job_id AS TEXT) AS id
FROM (
  SELECT terms.list_key
  FROM cf_processing_queue AS job
  WHERE job.id IN (SELECT +value FROM json_each(:ids))
)
ORDER BY terms.sorted
LIMIT +:limit
