-- Like sinks_by_run.sql, over all records, if ix_jobs_view_sinks leads from one output to the next: at most :limit
-- outputs.
WITH RECURSIVE
  address (uri) AS (
    SELECT MIN(stat.sink_uri) FROM known.cf_sink_stats AS stat
    UNION ALL
    SELECT (SELECT MIN(stat.sink_uri) FROM known.cf_sink_stats AS stat WHERE stat.sink_uri > address.uri)
    FROM address
    WHERE address.uri IS NOT NULL
    LIMIT +:limit
  ),
  output (uri, name) AS (
    SELECT
      address.uri,
      (
        SELECT MIN(COALESCE(stat.output_name, '')) FROM known.cf_sink_stats AS stat WHERE stat.sink_uri = address.uri
      )
    FROM address
    WHERE address.uri IS NOT NULL
    UNION ALL
    SELECT
      output.uri,
      (
        SELECT MIN(COALESCE(stat.output_name, ''))
        FROM known.cf_sink_stats AS stat
        WHERE stat.sink_uri = output.uri AND COALESCE(stat.output_name, '') > output.name
      )
    FROM output
    WHERE output.name IS NOT NULL
  )
SELECT
  CAST(
    COALESCE(
      (
        SELECT stat.id
        FROM known.cf_sink_stats AS stat
        WHERE stat.sink_uri = output.uri AND COALESCE(stat.output_name, '') = output.name
          AND fragment.stored_ms(stat.recorded_at) <= :until
        ORDER BY fragment.stored_ms(stat.recorded_at) DESC, stat.id DESC
        LIMIT 1
      ),
      (
        SELECT stat.id
        FROM known.cf_sink_stats AS stat
        WHERE stat.sink_uri = output.uri AND COALESCE(stat.output_name, '') = output.name
        ORDER BY fragment.stored_ms(stat.recorded_at) DESC, stat.id DESC
        LIMIT 1
      )
    ) AS TEXT
  ) AS id
FROM output
WHERE output.name IS NOT NULL
LIMIT +:limit
