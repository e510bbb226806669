-- A count as a whole number from 0 to 2^53 - 1; NULL if it isn't a number. Numbers stored as text count.
CASE
  WHEN typeof(argument.value) IN ('integer', 'real')
    OR (length(argument.value) <= 64 AND ltrim(argument.value, '-') GLOB '[0-9]*'
      AND ltrim(argument.value, '-') NOT GLOB '*[^0-9.]*') THEN
    max(0, min(CAST(argument.value AS INTEGER), 9007199254740991))
END
