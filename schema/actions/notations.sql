-- Recent times as this database's workers write them: of the end of a job, and of the last update of a row. If there
-- are none yet, any time in a form that suits the column's declared type.
WITH recent AS (
  SELECT
    COALESCE(job.end_time, job.completed_at) AS ended,
    job.claim_time AS claimed,
    job.updated_at AS updated
  FROM cf_processing_queue AS job
  ORDER BY job.id DESC
  LIMIT 1000
),
declared AS (
  SELECT
    lower(name) AS name,
    CASE WHEN type LIKE '%INT%' THEN 1000000000000 ELSE '2000-01-01 00:00:00' END AS sample
  FROM pragma_table_info('cf_processing_queue')
)
SELECT
  COALESCE(
    (SELECT ended FROM recent WHERE fragment.epoch_ms(recent.ended) IS NOT NULL LIMIT 1),
    (SELECT claimed FROM recent WHERE fragment.epoch_ms(recent.claimed) IS NOT NULL LIMIT 1),
    (SELECT sample FROM declared WHERE name IN ('end_time', 'completed_at') LIMIT 1)
  ) AS ended,
  COALESCE(
    (SELECT updated FROM recent WHERE fragment.epoch_ms(recent.updated) IS NOT NULL LIMIT 1),
    (SELECT sample FROM declared WHERE name = 'updated_at')
  ) AS updated
