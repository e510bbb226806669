-- The first failures of some jobs, in the record's order, if an index leads to a job's failures. The plus leaves
-- the type of the comparison to the column.
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
FROM json_each(:jobs) AS wanted
CROSS JOIN known.cf_job_failures AS failure
WHERE failure.id IN (
  SELECT early.id FROM known.cf_job_failures AS early WHERE early.job_id = +wanted.value ORDER BY early.id LIMIT :limit
)
ORDER BY failure.id
