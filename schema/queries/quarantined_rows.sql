-- The first rows that one job set aside (version D), with the beginning of their content.
SELECT
  fragment.whole(aside.row_index) AS row_index,
  fragment.text(aside.error_reason) AS reason,
  CAST(substr(aside.raw_data, 1, 512) AS BLOB) AS raw
FROM known.cf_quarantine AS aside
WHERE aside.job_id IN (SELECT +value FROM json_each(:ids))
ORDER BY aside.rowid
LIMIT +:limit
