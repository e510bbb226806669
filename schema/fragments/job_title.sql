-- Name and version, as the list shows them.
fragment.job_name || COALESCE(' v' || fragment.version_number(fragment.recorded_version), '')
