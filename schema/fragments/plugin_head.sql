-- What comes before the last word of the plugin's name, if that word is a version, as in "fix_parser v1.2".
CASE
  WHEN length(fragment.plugin_name) <= 200
    AND substr(fragment.plugin_name, length(rtrim(fragment.plugin_name, replace(fragment.plugin_name, ' ', ''))) + 1) GLOB 'v[0-9]*'
  THEN NULLIF(trim(rtrim(fragment.plugin_name, replace(fragment.plugin_name, ' ', ''))), '')
END
