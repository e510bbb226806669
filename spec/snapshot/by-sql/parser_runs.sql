-- What each version of a parser did, for the parsers panel: how many parse jobs have each status and duration (ms;
-- NULL: unknown) of those that ended after :from, ms, of all if it is NULL. Other jobs are counted with counts = 0 and
-- no duration. :served as in parser_names.sql. Serves every version.
SELECT name, version, status, counts, duration, COUNT(*) AS jobs
FROM (
  SELECT
    name,
    version,
    status,
    (:from IS NULL OR COALESCE(ended_at > :from, 0)) AS counts,
    CASE WHEN (:from IS NULL OR ended_at > :from) AND ended_at > started_at THEN ended_at - started_at END AS duration
  FROM (
    SELECT
      fragment.job_name AS name,
      fragment.version_number(fragment.version_in_service) AS version,
      fragment.job_status AS status,
      fragment.started_ms AS started_at,
      fragment.end_ms AS ended_at
    FROM cf_processing_queue AS job
    WHERE fragment.job_type = 'parse' AND fragment.job_status IN ('complete', 'failed')
  )
)
GROUP BY name, version, status, counts, duration
