-- The last 4,096 characters of a message that is longer than fragment.long_text; NULL for a shorter one.
CASE
  WHEN length(CAST(argument.value AS TEXT)) > 65536 THEN substr(CAST(argument.value AS TEXT), -4096)
END
