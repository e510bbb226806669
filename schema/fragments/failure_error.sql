-- The error in a recorded failure.
COALESCE(
  NULLIF(failure.error_type, '') || ': ' || NULLIF(failure.error_message, ''),
  NULLIF(failure.error_type, ''),
  failure.error_message
)
