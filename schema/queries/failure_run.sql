-- A run of one job's failures, in the record's order, after :skip of them.
SELECT
  fragment.text(failure.file_path) AS file_path,
  fragment.text(failure.error_type) AS error_type,
  fragment.long_text(failure.error_message) AS error_message,
  fragment.long_end(failure.error_message) AS error_end,
  fragment.long_text(failure.stack_trace) AS stack_trace,
  fragment.long_end(failure.stack_trace) AS stack_end,
  fragment.whole(failure.line_number) AS line_number,
  fragment.long_text(failure.context) AS context
FROM known.cf_job_failures AS failure
WHERE failure.job_id IN (SELECT +value FROM json_each(:jobs))
ORDER BY failure.id
LIMIT :limit OFFSET :skip
