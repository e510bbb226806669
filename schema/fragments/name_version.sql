-- The version at the end of the plugin's name, without its v.
CASE
  WHEN fragment.plugin_head IS NOT NULL THEN
    substr(fragment.plugin_name, length(rtrim(fragment.plugin_name, replace(fragment.plugin_name, ' ', ''))) + 2)
END
