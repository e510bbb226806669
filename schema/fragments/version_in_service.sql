-- The version of a job: its own, else its plugin's active one, else the one in the plugin's name.
COALESCE(
  fragment.own_version,
  (SELECT served.value FROM json_each(:served) AS served WHERE served.key = fragment.plugin_name),
  fragment.name_version
)
