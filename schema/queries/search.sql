-- A search through the list, in one pass over it: how many jobs are in it, how many of them failed, how many match
-- in all and before the position where the search begins, the positions of the first and the last match, and of
-- those around that position, which is that of the job :id, or :index if that job isn't in the list. Jobs listed
-- separately are read by id, so that the filter can still use the index.
WITH
  origin AS MATERIALIZED (
    SELECT fragment.shown_key AS place, job.id AS id
    FROM cf_processing_queue AS job
    WHERE fragment.is_id(job.id) AND (fragment.job_matches OR fragment.stands_apart)
    LIMIT 1
  ),
  list AS (
    SELECT place, id, status, held, ROW_NUMBER() OVER (ORDER BY place DESC, id DESC) - 1 AS position
    FROM (
      SELECT
        fragment.shown_key AS place,
        job.id AS id,
        fragment.job_status AS status,
        fragment.job_holds AS held
      FROM cf_processing_queue AS job
      WHERE fragment.job_matches
      UNION ALL
      SELECT fragment.shown_key, job.id, fragment.job_status, fragment.job_holds
      FROM cf_processing_queue AS job
      WHERE job.id IN (SELECT value FROM json_each(:apart)) AND (fragment.job_matches) IS NOT TRUE
    )
  ),
  sided AS (
    SELECT
      position,
      status,
      held,
      CASE
        WHEN EXISTS (SELECT 1 FROM origin) THEN
          ((place, id) < (SELECT place, id FROM origin)) - ((place, id) > (SELECT place, id FROM origin))
        ELSE (position > :index) - (position < :index)
      END AS side
    FROM list
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
