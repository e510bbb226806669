-- What has been written to one output of a sink so far.
INSERT INTO cf_sink_stats
  (sink_uri, output_name, recorded_at, total_rows, total_bytes, write_latency_ms, error_count)
VALUES (:uri, :output, :now, :rows, :bytes, :latencyMs, :errors);
