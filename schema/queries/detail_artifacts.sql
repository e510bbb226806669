-- Everything that one job is recorded to have written, of every kind (version D), in the order of the records: the
-- first :limit, each with their total number.
SELECT
  fragment.text(artifact.kind) AS role,
  fragment.text(artifact.name) AS name,
  fragment.text(artifact.uri) AS uri,
  fragment.text(artifact.table_name) AS table_name,
  fragment.whole(artifact.rows) AS rows,
  COUNT(*) OVER () AS outputs,
  SUM(CAST(fragment.whole(artifact.rows) AS REAL)) OVER () AS all_rows
FROM known.cf_job_artifacts AS artifact
WHERE artifact.job_id IN (SELECT +value FROM json_each(:ids)) AND fragment.text(artifact.uri) IS NOT NULL
ORDER BY fragment.epoch_ms(artifact.created_at), artifact.rowid
LIMIT +:limit
