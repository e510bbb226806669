-- Records of sinks' contents, by id, in no particular order.
SELECT
  CAST(stat.id AS TEXT) AS id,
  fragment.text(stat.sink_uri) AS uri,
  fragment.text(stat.output_name) AS name,
  fragment.epoch_ms(stat.recorded_at) AS at,
  CAST(fragment.total(stat.total_rows) AS TEXT) AS rows,
  CAST(fragment.total(stat.total_bytes) AS TEXT) AS bytes,
  CAST(fragment.total(stat.error_count) AS TEXT) AS errors
FROM known.cf_sink_stats AS stat
WHERE stat.id IN (SELECT +value FROM json_each(:ids))
