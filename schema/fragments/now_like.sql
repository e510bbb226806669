-- Now, in the notation of an existing time (see epoch_ms.sql); NULL if that isn't a time.
CASE
  WHEN fragment.epoch_ms(argument.value) IS NULL THEN NULL
  WHEN argument.value NOT GLOB '*[^0-9.]*' THEN
    CASE
      WHEN CAST(argument.value AS REAL) < 1e11 THEN CAST(strftime('%s', 'now') AS INTEGER)
      WHEN CAST(argument.value AS REAL) < 1e14 THEN CAST((julianday('now') - 2440587.5) * 86400000 + 0.5 AS INTEGER)
      ELSE CAST((julianday('now') - 2440587.5) * 86400000 + 0.5 AS INTEGER) * 1000
    END
  ELSE
    strftime('%Y-%m-%d', 'now')
    || substr(argument.value, 11, 1)
    || strftime(CASE WHEN substr(argument.value, 20, 1) = '.' THEN '%H:%M:%f' ELSE '%H:%M:%S' END, 'now')
    || CASE
      WHEN substr(argument.value, 20) GLOB '*[-+]*' THEN '+00:00'
      WHEN argument.value GLOB '*[Zz]' THEN 'Z'
      ELSE ''
    END
END
