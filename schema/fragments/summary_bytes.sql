-- The output's size from the JSON in the summary: the first of these keys that has a number. Malformed JSON has
-- none. JSON beyond 1 MB isn't parsed.
(
  SELECT CAST(part.value AS INTEGER)
  FROM json_each(
    CASE
      WHEN substr(job.result_summary, 1, 1) = '{' AND length(job.result_summary) <= 1000000
        AND typeof(job.result_summary) = 'text' AND json_valid(job.result_summary)
      THEN job.result_summary
    END
  ) AS part
  WHERE part.type IN ('integer', 'real') AND part.value >= 0
    AND part.key IN ('output_size_bytes', 'output_bytes', 'bytes_written', 'total_bytes', 'size_bytes', 'bytes')
  ORDER BY
    CASE part.key
      WHEN 'output_size_bytes' THEN 1
      WHEN 'output_bytes' THEN 2
      WHEN 'bytes_written' THEN 3
      WHEN 'total_bytes' THEN 4
      WHEN 'size_bytes' THEN 5
      ELSE 6
    END
  LIMIT 1
)
