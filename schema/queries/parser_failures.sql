-- Of each version of a parser the parse job that failed last, for the parsers panel where the reader has no index of
-- the queue: of those that ended after :from, ms, of all where it is NULL; of two that ended at once the one with the
-- higher id. :served as parser_names.sql has it. Serves every version.
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
