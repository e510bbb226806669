-- The newest record of each output of each sink, without reading the others, which are kept forever and are many.
CREATE INDEX IF NOT EXISTS ix_jobs_view_sinks ON cf_sink_stats (
  sink_uri,
  COALESCE(output_name, ''),
  fragment.stored_ms(recorded_at),
  id
)
