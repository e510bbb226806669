-- How many rows the outputs of each version of a parser have, and how many of its runs have recorded theirs: of runs
-- that ended after :from, ms, of all if it is NULL. For the parsers panel if the reader has no index of the queue, or
-- can't walk the tables of outputs; also the reference for that walk. A run's rows are those of its outputs; of a
-- complete one that recorded none, those that it materialized. Sums are in units of 2^26 and the remainder, so that
-- they don't overflow. :served as in parser_names.sql. Serves every version; only D has these tables.
SELECT
  name,
  version,
  SUM(CAST(rows / 67108864 AS INTEGER)) AS high,
  SUM(rows % 67108864) AS low,
  COUNT(rows) AS jobs_with_rows
FROM (
  SELECT
    fragment.job_name AS name,
    fragment.version_number(fragment.version_in_service) AS version,
    fragment.end_ms AS ended_at,
    CASE
      WHEN recorded.id IS NOT NULL THEN recorded.rows
      WHEN fragment.job_status = 'complete' THEN materialized.rows
    END AS rows
  FROM cf_processing_queue AS job
  LEFT JOIN (
    SELECT
      fragment.output_job(artifact.job_id) AS id,
      MIN(SUM(CAST(fragment.whole(artifact.rows) AS REAL)), 9007199254740991) AS rows
    FROM known.cf_job_artifacts AS artifact
    WHERE fragment.is_output
    GROUP BY fragment.output_job(artifact.job_id)
  ) AS recorded ON recorded.id = job.id
  LEFT JOIN (
    SELECT
      fragment.output_job(made.job_id) AS id,
      MIN(SUM(CAST(fragment.whole(made.rows) AS REAL)), 9007199254740991) AS rows
    FROM known.cf_output_materializations AS made
    WHERE fragment.is_made
    GROUP BY fragment.output_job(made.job_id)
  ) AS materialized ON materialized.id = job.id
  WHERE fragment.job_type = 'parse' AND fragment.job_status IN ('complete', 'failed')
)
WHERE :from IS NULL OR ended_at > :from
GROUP BY name, version
