-- The version that a job's own row names, in a column or at the end of the plugin's name.
COALESCE(fragment.own_version, fragment.name_version)
