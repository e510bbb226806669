-- Like outputs_recorded.sql, from a run of the record of materialized outputs (version D). That has no index by job, so
-- it is read run by run, and only runs that have changed are read again.
SELECT job_id, role, name, uri, table_name, rows, outputs, all_rows, at, :from AS run
FROM (
  SELECT
    CAST(made.job_id AS TEXT) AS job_id,
    CASE lower(made.status) WHEN 'partial_success' THEN 'partial' ELSE 'output' END AS role,
    fragment.text(made.output_name) AS name,
    fragment.text(made.sink_uri) AS uri,
    fragment.text(made.table_name) AS table_name,
    fragment.whole(made.rows) AS rows,
    COUNT(*) OVER job AS outputs,
    SUM(CAST(fragment.whole(made.rows) AS REAL)) OVER job AS all_rows,
    fragment.epoch_ms(made.created_at) AS at,
    ROW_NUMBER() OVER (
      PARTITION BY made.job_id ORDER BY fragment.epoch_ms(made.created_at), made.rowid
    ) AS place
  FROM known.cf_output_materializations AS made
  WHERE made.job_id IN (SELECT +value FROM json_each(:ids))
    AND made.rowid BETWEEN :from AND :to
    AND fragment.is_made
  WINDOW job AS (PARTITION BY made.job_id)
)
WHERE place <= :limit
ORDER BY job_id, place
