-- How one job's row spells its parser.
SELECT fragment.plugin_name AS plugin, fragment.own_version AS own
FROM cf_processing_queue AS job
WHERE job.id IN (SELECT +value FROM json_each(:ids))
LIMIT 1
