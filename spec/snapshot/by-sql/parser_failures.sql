-- The parse job that failed last of each version of a parser, for the parsers panel: of those that ended after :from,
-- ms, of all if it is NULL; if two ended at the same time, the one with the higher id. :served as in parser_names.sql.
-- Serves every version.
SELECT name, version, CAST(id AS TEXT) AS id, ended_at
FROM (
  SELECT
    name,
    version,
    id,
    ended_at,
    ROW_NUMBER() OVER (PARTITION BY name, version ORDER BY ended_at DESC, id DESC) AS place
  FROM (
    SELECT
      fragment.job_name AS name,
      fragment.version_number(fragment.version_in_service) AS version,
      job.id AS id,
      fragment.end_ms AS ended_at
    FROM cf_processing_queue AS job
    WHERE fragment.job_type = 'parse' AND fragment.job_status = 'failed'
  )
  WHERE :from IS NULL OR ended_at > :from
)
WHERE place = 1
