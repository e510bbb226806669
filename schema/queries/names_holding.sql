-- Which of the plugins' names :plugins, a JSON list of values of fragment.plugin_name, match the pattern :name
-- without their versions, by their indexes in the list. Serves every version; used for the names in the reader's
-- index of the queue.
SELECT place
FROM (SELECT key AS place, value AS "plugin_name" FROM json_each(:plugins)) AS job
WHERE fragment.job_name GLOB +:name
