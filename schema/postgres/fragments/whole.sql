-- A count as a whole number from 0 to 2^53 - 1; NULL if it isn't a number.
CASE
  WHEN CAST(argument.value AS TEXT) ~ '^-?[0-9]{1,40}(\.[0-9]*)?$' THEN
    greatest(0, least(trunc(CAST(CAST(argument.value AS TEXT) AS NUMERIC)), 9007199254740991))
END
