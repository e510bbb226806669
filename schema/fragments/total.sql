-- A running total as a whole number of up to 64 bits, not negative; 0 if it isn't a number. Numbers stored as text
-- count.
CASE
  WHEN typeof(argument.value) IN ('integer', 'real')
    OR (length(argument.value) <= 64 AND argument.value GLOB '[0-9]*' AND argument.value NOT GLOB '*[^0-9.]*') THEN
    max(0, CAST(argument.value AS INTEGER))
  ELSE 0
END
