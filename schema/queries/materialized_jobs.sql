-- Between which ids the jobs of a run of materialized outputs are (version D), and whether some have no number.
SELECT
  MIN(made.job_id) AS first,
  MAX(made.job_id) AS last,
  MAX(typeof(made.job_id) <> 'integer') AS mixed
FROM known.cf_output_materializations AS made
WHERE made.rowid BETWEEN :from AND :to
