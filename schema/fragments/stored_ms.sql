-- A time as ms since the epoch, UTC, as epoch_ms.sql but for microseconds; NULL if it isn't one. Never an error, whatever the value: this is used in an
-- index of a live database, where an error would break a worker's INSERT. The date function is only given text in
-- the form of a time, never a word like 'now', and returns NULL if its digits aren't valid.
-- Text: YYYY-MM-DD HH:MM:SS (UTC) or RFC 3339, with T or a blank, a fraction, and Z or an offset.
-- Numbers, also as text and with a fraction: seconds up to 100,000,000,000 (the year 5138), else milliseconds.
CASE
  WHEN typeof(argument.value) = 'integer' THEN
    CASE
      WHEN argument.value BETWEEN 1 AND 99999999999 THEN argument.value * 1000
      WHEN argument.value BETWEEN 100000000000 AND 8640000000000000 THEN argument.value
    END
  WHEN length(argument.value) = 19 AND argument.value GLOB '????-??-??[ T]??:??:??' THEN
    CAST(strftime('%s', argument.value) AS INTEGER) * 1000
  WHEN length(argument.value) > 64 THEN NULL
  WHEN argument.value GLOB '????-??-??[ T]??:??:??[-.+Zz]*' THEN
    CAST(
      strftime('%s', substr(argument.value, 1, 19) || ltrim(ltrim(substr(argument.value, 20), '.'), '0123456789'))
      AS INTEGER
    ) * 1000 + CAST(CAST('0' || substr(argument.value, 20, 4) AS REAL) * 1000 + 0.5 AS INTEGER)
  WHEN argument.value GLOB '[1-9]*' AND argument.value NOT GLOB '*[^0-9.]*' AND argument.value NOT GLOB '*.*.*' THEN
    CASE
      WHEN CAST(argument.value AS REAL) < 1e11 THEN CAST(CAST(argument.value AS REAL) * 1000 + 0.5 AS INTEGER)
      WHEN CAST(argument.value AS REAL) <= 8.64e15 THEN CAST(argument.value AS INTEGER)
    END
END
