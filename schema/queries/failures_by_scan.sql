-- The first failures of some jobs, in the record's order, in one pass over all failures.
SELECT
  CAST(failure.job_id AS TEXT) AS job_id,
  fragment.text(failure.file_path) AS file_path,
  fragment.text(failure.error_type) AS error_type,
  fragment.long_text(failure.error_message) AS error_message,
  fragment.long_end(failure.error_message) AS error_end,
  fragment.long_text(failure.stack_trace) AS stack_trace,
  fragment.long_end(failure.stack_trace) AS stack_end,
  fragment.whole(failure.line_number) AS line_number,
  fragment.long_text(failure.context) AS context
FROM known.cf_job_failures AS failure
WHERE failure.id IN (
  SELECT id FROM (
    SELECT one.id AS id, ROW_NUMBER() OVER (PARTITION BY one.job_id ORDER BY one.id) AS place
    FROM known.cf_job_failures AS one
    WHERE one.job_id IN (SELECT +value FROM json_each(:jobs))
  )
  WHERE place <= :limit
)
ORDER BY failure.id
