-- The name without its version; empty if there is none.
COALESCE(fragment.plugin_head, fragment.plugin_name, '')
