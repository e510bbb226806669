-- The version in a job's own columns.
COALESCE(fragment.text(job.parser_version), fragment.text(job.plugin_version))
