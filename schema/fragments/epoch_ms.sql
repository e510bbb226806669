-- A time as ms since the epoch, UTC; NULL if it isn't one. In a number, seconds end at 100,000,000,000 and milliseconds
-- at 100,000,000,000,000 (both the year 5138); from there on they are microseconds, as long as SQLite and JavaScript
-- agree on each whole number. Everything else is stored_ms.sql, on which the index of an earlier version is made.
CASE
  WHEN typeof(argument.value) = 'integer' AND argument.value >= 100000000000000 THEN
    CASE WHEN argument.value <= 9007199254740991 THEN argument.value / 1000 END
  WHEN
    argument.value GLOB '[1-9]*' AND argument.value NOT GLOB '*[^0-9.]*' AND argument.value NOT GLOB '*.*.*'
    AND CAST(argument.value AS REAL) >= 1e14
  THEN
    CASE WHEN CAST(argument.value AS REAL) < 9007199254740992.0 THEN CAST(argument.value AS INTEGER) / 1000 END
  ELSE fragment.stored_ms(argument.value)
END
