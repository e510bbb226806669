-- The plugin's name as it is written, bounded.
trim(substr(CAST(job.plugin_name AS TEXT), 1, 1000))
