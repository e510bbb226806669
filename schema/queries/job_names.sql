-- The names of the plugins :plugins, a JSON list of what fragment.plugin_name gives, as the list shows them: without a version.
-- By their places in the list. Serves every version; asked for names of the reader's index of the queue.
SELECT place, fragment.job_name AS name
FROM (SELECT key AS place, value AS "plugin_name" FROM json_each(:plugins)) AS job
