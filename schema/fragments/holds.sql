-- Whether a text contains what the operator searches for, in any letter case; NULL for no text. The search text is
-- given in lower case if it is all ASCII, and as a pattern of both cases otherwise, because SQLite's lower() knows
-- ASCII only.
CASE
  WHEN :pattern IS NULL THEN instr(lower(CAST(argument.value AS TEXT)), :text) > 0
  ELSE CAST(argument.value AS TEXT) GLOB +:pattern
END
