-- How many writes had each latency, by output, in a run of records and within a time.
SELECT fragment.text(uri) AS uri, fragment.text(name) AS name, latency, COUNT(*) AS writes
FROM (
  SELECT
    stat.sink_uri AS uri,
    stat.output_name AS name,
    fragment.epoch_ms(stat.recorded_at) AS at,
    fragment.latency(stat.write_latency_ms) AS latency
  FROM known.cf_sink_stats AS stat
  WHERE stat.id BETWEEN CAST(:first AS INTEGER) AND CAST(:last AS INTEGER)
  LIMIT -1
)
WHERE at BETWEEN :from AND :until
GROUP BY uri, name, latency
