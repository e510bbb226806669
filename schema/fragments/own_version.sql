-- The version that a job's own columns name.
COALESCE(fragment.text(job.parser_version), fragment.text(job.plugin_version))
