-- Active versions of plugins, oldest first.
SELECT fragment.text(plugin.plugin_name) AS plugin, fragment.text(plugin.version) AS version
FROM known.cf_plugin_manifest AS plugin
WHERE plugin.plugin_name IN (SELECT value FROM json_each(:plugins))
  AND upper(trim(plugin.status)) IN ('ACTIVE', 'DEPLOYED')
ORDER BY
  COALESCE(fragment.epoch_ms(plugin.deployed_at), fragment.epoch_ms(plugin.created_at)),
  plugin.id
