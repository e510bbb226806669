-- Adds to what has been written to one output of a sink so far.
INSERT INTO cf_sink_stats
  (sink_uri, output_name, recorded_at, total_rows, total_bytes, write_latency_ms, error_count)
SELECT :uri, :output, :now, coalesce(max(total_rows), 0) + :rows, coalesce(max(total_bytes), 0) + :bytes, :latencyMs,
  coalesce(max(error_count), 0) + :errors
FROM cf_sink_stats
WHERE sink_uri = :uri AND output_name = :output;
