-- A rate or a duration: a number from 0 to below 10^18; NULL if it isn't one. Numbers stored as text count.
CASE
  WHEN typeof(argument.value) IN ('integer', 'real')
    OR (length(argument.value) <= 64 AND argument.value GLOB '[0-9]*' AND argument.value NOT GLOB '*[^0-9.]*') THEN
    CASE WHEN CAST(argument.value AS REAL) >= 0 AND CAST(argument.value AS REAL) < 1e18 THEN CAST(argument.value AS REAL) END
END
