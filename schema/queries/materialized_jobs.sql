-- The least and greatest job id in a run of materialized outputs (version D), and whether some ids aren't numbers.
SELECT
  MIN(made.job_id) AS first,
  MAX(made.job_id) AS last,
  MAX(typeof(made.job_id) <> 'integer') AS mixed
FROM known.cf_output_materializations AS made
WHERE made.rowid BETWEEN :from AND :to
