-- The name without its version; empty where there is none.
COALESCE(fragment.plugin_head, fragment.plugin_name, '')
