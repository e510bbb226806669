-- The value that a column, named by a text, had in the image :before. Its text is in :texts, as JSON.
CASE substr(json_extract(:before, '$.' || argument.value), 1, 5)
  WHEN 'integ' THEN CAST(substr(json_extract(:before, '$.' || argument.value), 9) AS INTEGER)
  WHEN 'real:' THEN CAST(substr(json_extract(:before, '$.' || argument.value), 6) AS REAL)
  WHEN 'text:' THEN json_extract(:texts, '$.' || argument.value)
END
