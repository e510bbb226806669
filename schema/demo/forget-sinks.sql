-- Deletes old statistics of each sink's outputs, but never the newest, which holds the totals.
DELETE FROM cf_sink_stats
WHERE recorded_at < :before AND id NOT IN (SELECT max(id) FROM cf_sink_stats GROUP BY sink_uri, output_name);
