-- The outputs of some jobs (version D) in the order of the records, the first :limit of each job, with its total
-- numbers of outputs and rows. The plus leaves the type of the comparison to the column.
SELECT job_id, name, uri, table_name, rows, outputs, all_rows
FROM (
  SELECT
    CAST(artifact.job_id AS TEXT) AS job_id,
    fragment.text(artifact.name) AS name,
    fragment.text(artifact.uri) AS uri,
    fragment.text(artifact.table_name) AS table_name,
    fragment.whole(artifact.rows) AS rows,
    COUNT(*) OVER job AS outputs,
    SUM(CAST(fragment.whole(artifact.rows) AS REAL)) OVER job AS all_rows,
    ROW_NUMBER() OVER (
      PARTITION BY artifact.job_id ORDER BY fragment.epoch_ms(artifact.created_at), artifact.rowid
    ) AS place
  FROM known.cf_job_artifacts AS artifact
  WHERE artifact.job_id IN (SELECT +value FROM json_each(:ids))
    AND fragment.is_output
  WINDOW job AS (PARTITION BY artifact.job_id)
)
WHERE place <= :limit
ORDER BY job_id, place
