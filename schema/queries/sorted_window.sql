-- The ids of a run of jobs in the order that the operator chose, after :skip of them. Serves every version, if the
-- reader has no index of the queue.
SELECT CAST(job_id AS TEXT) AS id
FROM (
  SELECT
    job.id AS job_id,
    fragment.sort_rank AS rank,
    fragment.sort_value AS value,
    fragment.started_ms AS started
  FROM cf_processing_queue AS job
  WHERE fragment.job_matches AND NOT fragment.stands_apart
)
ORDER BY terms.sorted
LIMIT +:limit OFFSET +:skip
