-- A search through the list, in one pass over it: how many jobs are in it, how many of them failed, how many match
-- in all and before the position where the search begins, the positions of the first and the last match, and of
-- those around that position, which is that of the job :id, or :index if that job isn't in the list. Jobs listed
-- separately are read by id, so that the filter can still use the index.
WITH
  list AS MATERIALIZED (
    SELECT status, held, is_here, ROW_NUMBER() OVER (ORDER BY terms.sorted) - 1 AS position
    FROM (
      SELECT
        terms.list_key,
        fragment.job_status AS status,
        fragment.job_holds AS held,
        fragment.is_id(job.id) AS is_here
      FROM cf_processing_queue AS job
      WHERE fragment.job_matches
      UNION ALL
      SELECT
        terms.list_key,
        fragment.job_status,
        fragment.job_holds,
        fragment.is_id(job.id)
      FROM cf_processing_queue AS job
      WHERE job.id IN (SELECT value FROM json_each(:pinned)) AND (fragment.job_matches) IS NOT TRUE
    )
  ),
  sided AS (
    SELECT
      position,
      status,
      held,
      (position > origin) - (position < origin) AS side
    FROM list, (SELECT COALESCE((SELECT position FROM list WHERE is_here), :index) AS origin)
  )
SELECT
  COUNT(*) AS jobs,
  COUNT(CASE WHEN status = 'failed' THEN 1 END) AS failed,
  COUNT(CASE WHEN held THEN 1 END) AS matches,
  COUNT(CASE WHEN held AND side < 0 THEN 1 END) AS matches_before,
  MIN(CASE WHEN held THEN position END) AS first_match,
  MAX(CASE WHEN held THEN position END) AS last_match,
  MAX(CASE WHEN held AND side < 0 THEN position END) AS match_before,
  MAX(CASE WHEN held AND side = 0 THEN position END) AS match_here,
  MIN(CASE WHEN held AND side > 0 THEN position END) AS match_behind,
  MAX(CASE WHEN side = 0 THEN position END) AS origin
FROM sided
