-- The first and last row number of materialized outputs (version D).
SELECT
  (SELECT MIN(made.rowid) FROM known.cf_output_materializations AS made) AS first,
  (SELECT MAX(made.rowid) FROM known.cf_output_materializations AS made) AS last
