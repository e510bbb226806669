-- The newest record of each output in a run of records: by its time, and within the same second the one added
-- last. Times after :until are wrong, and count only if an output has no other.
SELECT CAST(id AS TEXT) AS id
FROM (
  SELECT
    id,
    ROW_NUMBER() OVER (PARTITION BY uri, name ORDER BY at <= :until DESC, at DESC, id DESC) AS place
  FROM (
    SELECT
      stat.id AS id,
      stat.sink_uri AS uri,
      COALESCE(stat.output_name, '') AS name,
      fragment.epoch_ms(stat.recorded_at) AS at
    FROM known.cf_sink_stats AS stat
    WHERE stat.id BETWEEN CAST(:first AS INTEGER) AND CAST(:last AS INTEGER) AND stat.sink_uri IS NOT NULL
    LIMIT -1
  )
)
WHERE place = 1
