-- Where each of the jobs :ids, if it is queued, stands among those of its turn (turn.sql). Serves every version.
SELECT CAST(job_id AS TEXT) AS id, turn, place
FROM (
  SELECT job_id, turn, ROW_NUMBER() OVER (PARTITION BY turn ORDER BY priority DESC, job_id) - 1 AS place
  FROM (
    SELECT job.id AS job_id, fragment.turn AS turn, fragment.turn_priority AS priority
    FROM cf_processing_queue AS job
    WHERE fragment.job_status = 'queued'
  )
)
WHERE job_id IN (SELECT +value FROM json_each(:ids))
