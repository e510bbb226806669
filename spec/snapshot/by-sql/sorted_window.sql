-- The ids of a run of jobs in the list's order, after :skip of them. Serves every version.
WITH listed AS MATERIALIZED (
  SELECT terms.list_key
  FROM cf_processing_queue AS job
  WHERE fragment.job_matches AND NOT fragment.is_pinned
)
SELECT CAST(job_id AS TEXT) AS id FROM listed
ORDER BY terms.sorted
LIMIT +:limit OFFSET +:skip
