-- The first job of the list that ended between :from and :to with one of the statuses :ended and isn't among :seen, in
-- one pass over the list: its position and which of the new ones it is, how many jobs are in the list, how many of them
-- failed and how many are new, and the position of the job :id. Jobs that are pinned are running, so they are never
-- new. Serves every version.
WITH
  list AS (
    SELECT job_id, status, is_new, is_here, ROW_NUMBER() OVER (ORDER BY terms.sorted) - 1 AS position
    FROM (
      SELECT
        terms.list_key,
        fragment.job_status AS status,
        fragment.job_status IN (SELECT value FROM json_each(:ended)) AND fragment.end_ms BETWEEN :from AND :to AS is_new,
        fragment.is_id(job.id) AS is_here
      FROM cf_processing_queue AS job
      WHERE fragment.job_matches
      UNION ALL
      SELECT
        terms.list_key,
        fragment.job_status,
        FALSE,
        fragment.is_id(job.id)
      FROM cf_processing_queue AS job
      WHERE job.id IN (SELECT value FROM json_each(:pinned)) AND (fragment.job_matches) IS NOT TRUE
    )
  ),
  step AS (
    SELECT MIN(position) AS position FROM list WHERE is_new AND job_id NOT IN (SELECT value FROM json_each(:seen))
  )
SELECT
  COUNT(*) AS jobs,
  COUNT(CASE WHEN status = 'failed' THEN 1 END) AS failed,
  COUNT(CASE WHEN is_new THEN 1 END) AS matches,
  (SELECT position FROM step) AS first_new,
  (SELECT COUNT(*) FROM list, step WHERE list.is_new AND list.position <= step.position HAVING COUNT(*) > 0) AS nth,
  MAX(CASE WHEN is_here THEN position END) AS origin
FROM list
