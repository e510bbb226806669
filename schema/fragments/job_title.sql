-- Name and version as the list shows them, apart from blanks: the plugin's name, which may end in its version, and
-- if the job has a version of its own, that one instead.
CASE
  WHEN fragment.own_version IS NULL THEN COALESCE(CAST(job.plugin_name AS TEXT), '')
  WHEN job.plugin_name GLOB '* v[0-9]*' THEN fragment.job_name || ' v' || ltrim(fragment.own_version, 'vV')
  ELSE COALESCE(CAST(job.plugin_name AS TEXT), '') || ' v' || ltrim(fragment.own_version, 'vV')
END
