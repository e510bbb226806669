-- The sizes of outputs that only the JSON in summaries has, summed in halves as in counts.sql.
SELECT CAST(SUM(bytes >> 32) AS TEXT) AS bytes_high, CAST(SUM(bytes & 4294967295) AS TEXT) AS bytes_low
FROM (
  SELECT fragment.summary_bytes AS bytes
  FROM cf_processing_queue AS job
  WHERE fragment.sized_by_summary
  LIMIT -1
)
