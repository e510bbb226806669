-- A value with its type, byte by byte, so that it can be compared and put back.
typeof(argument.value) || ':' || CASE typeof(argument.value)
  WHEN 'integer' THEN CAST(argument.value AS TEXT)
  WHEN 'real' THEN printf('%!.17g', argument.value)
  ELSE hex(argument.value)
END
