-- Whether a text holds what the operator looks for, in whatever case; NULL for no text. What they typed comes in lower
-- case where it is all ASCII, and as a pattern of both cases where it is not, for SQLite's lower() knows ASCII only.
CASE
  WHEN :pattern IS NULL THEN instr(lower(CAST(argument.value AS TEXT)), :text) > 0
  ELSE CAST(argument.value AS TEXT) GLOB :pattern
END
