-- The present time by the server's clock, in the notation of an existing time (see fragments/epoch_ms.sql); NULL if
-- that isn't a time.
CASE
  WHEN CAST(argument.value AS TEXT) ~ '^[1-9][0-9]{0,15}(\.[0-9]*)?$' THEN
    CASE
      WHEN CAST(CAST(argument.value AS TEXT) AS NUMERIC) < 1e11 THEN
        CAST(floor(extract(epoch FROM clock_timestamp())) AS TEXT)
      WHEN CAST(CAST(argument.value AS TEXT) AS NUMERIC) < 1e14 THEN
        CAST(floor(extract(epoch FROM clock_timestamp()) * 1000) AS TEXT)
      ELSE CAST(floor(extract(epoch FROM clock_timestamp()) * 1000000) AS TEXT)
    END
  WHEN CAST(argument.value AS TEXT) ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}([-.+Zz].*)?$' THEN
    to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD')
    || substr(CAST(argument.value AS TEXT), 11, 1)
    || to_char(
      clock_timestamp() AT TIME ZONE 'UTC',
      CASE WHEN substr(CAST(argument.value AS TEXT), 20, 1) = '.' THEN 'HH24:MI:SS.MS' ELSE 'HH24:MI:SS' END
    )
    || CASE
      WHEN substr(CAST(argument.value AS TEXT), 20) ~ '[-+]' THEN '+00:00'
      WHEN CAST(argument.value AS TEXT) ~ '[Zz]$' THEN 'Z'
      ELSE ''
    END
END
