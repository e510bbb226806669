-- Whether upstream has paused a job's parser.
EXISTS (
  SELECT 1
  FROM target.parsers AS health
  WHERE health.parser_name = job.plugin_name AND health.paused_at IS NOT NULL
)
