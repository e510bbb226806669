-- What is read of a failure, as columns of a query on the failures AS failure.
fragment.text(failure.file_path) AS file_path,
fragment.text(failure.error_type) AS error_type,
fragment.long_text(failure.error_message) AS error_message,
fragment.long_end(failure.error_message) AS error_end,
fragment.long_text(failure.stack_trace) AS stack_trace,
fragment.long_end(failure.stack_trace) AS stack_end,
fragment.whole(failure.line_number) AS line_number,
fragment.long_text(failure.context) AS context
