-- The same from the record of materialized outputs, in one pass over it.
SELECT
  CASE lower(made.status) WHEN 'partial_success' THEN 'partial' WHEN 'no_data' THEN 'no data' ELSE 'output' END AS role,
  fragment.text(made.output_name) AS name,
  fragment.text(made.sink_uri) AS uri,
  fragment.text(made.table_name) AS table_name,
  fragment.whole(made.rows) AS rows,
  COUNT(*) OVER () AS outputs,
  SUM(CAST(fragment.whole(made.rows) AS REAL)) OVER () AS all_rows
FROM known.cf_output_materializations AS made
WHERE made.job_id IN (SELECT +value FROM json_each(:ids)) AND fragment.text(made.sink_uri) IS NOT NULL
ORDER BY fragment.epoch_ms(made.created_at), made.rowid
LIMIT :limit
