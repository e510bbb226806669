-- The parsers that are paused, and why. Serves version D; no rows elsewhere.
SELECT
  trim(substr(CAST(health.parser_name AS TEXT), 1, 1000)) AS parser,
  fragment.epoch_ms(health.paused_at) AS paused_at,
  fragment.whole(health.consecutive_failures) AS failures,
  fragment.long_text(health.last_failure_reason) AS last_failure
FROM known.cf_parser_health AS health
WHERE health.paused_at IS NOT NULL
LIMIT 10000
