-- Which of the plugins' names :plugins, a JSON list of what fragment.plugin_name gives, match the pattern :name without their
-- versions, by their places in the list. Serves every version; asked for names of the reader's index of the queue.
SELECT place
FROM (SELECT key AS place, value AS "plugin_name" FROM json_each(:plugins)) AS job
WHERE fragment.job_name GLOB :name
