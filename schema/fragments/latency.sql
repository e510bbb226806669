-- How long a write took, in whole ms up to a second, above that in steps of a hundredth of a second, above a
-- minute in steps of a second, and up to a day: so that there are never many different values to count.
CASE
  WHEN fragment.rate(argument.value) < 1000 THEN CAST(fragment.rate(argument.value) + 0.5 AS INTEGER)
  WHEN fragment.rate(argument.value) < 60000 THEN CAST(fragment.rate(argument.value) / 10 + 0.5 AS INTEGER) * 10
  WHEN fragment.rate(argument.value) <= 86400000 THEN CAST(fragment.rate(argument.value) / 1000 + 0.5 AS INTEGER) * 1000
END
