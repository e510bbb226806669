-- The file of a recorded failure, if only the JSON of its context names it.
(
  SELECT part.value
  FROM json_each(
    CASE
      WHEN fragment.text(failure.file_path) IS NULL AND substr(failure.context, 1, 1) = '{'
        AND json_valid(failure.context)
      THEN failure.context
    END
  ) AS part
  WHERE part.type = 'text' AND trim(part.value) <> ''
    AND part.key IN ('file_path', 'file', 'path', 'input_file', 'filename')
  ORDER BY
    CASE part.key
      WHEN 'file_path' THEN 1
      WHEN 'file' THEN 2
      WHEN 'path' THEN 3
      WHEN 'input_file' THEN 4
      ELSE 5
    END
  LIMIT 1
)
