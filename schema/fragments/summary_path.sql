-- Where the output is, according to the summary: the first of these members of its JSON that has a text, else the
-- summary itself, unless it only repeats the status.
CASE
  WHEN substr(job.result_summary, 1, 1) = '[' THEN NULL
  WHEN substr(job.result_summary, 1, 1) = '{' AND json_valid(job.result_summary) THEN
    (
      SELECT part.value
      FROM json_each(CASE WHEN json_valid(job.result_summary) THEN job.result_summary END) AS part
      WHERE part.type = 'text' AND trim(part.value) <> ''
        AND part.key IN ('output_path', 'output_file', 'output_dir', 'output', 'path', 'destination', 'uri')
      ORDER BY
        CASE part.key
          WHEN 'output_path' THEN 1
          WHEN 'output_file' THEN 2
          WHEN 'output_dir' THEN 3
          WHEN 'output' THEN 4
          WHEN 'path' THEN 5
          WHEN 'destination' THEN 6
          ELSE 7
        END
      LIMIT 1
    )
  WHEN lower(job.result_summary) IN ('success', 'partial success', 'completed with warnings') THEN NULL
  ELSE fragment.text(job.result_summary)
END
