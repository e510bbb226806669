-- The names of the plugins :plugins, a JSON list of values of fragment.plugin_name, as the list shows them:
-- without a version. By their indexes in the list. Serves every version; used for the names in the reader's index
-- of the queue.
SELECT place, fragment.job_name AS name
FROM (SELECT key AS place, value AS "plugin_name" FROM json_each(:plugins)) AS job
