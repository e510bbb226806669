-- The names and versions of parsers, as the list shows them, of :names, a JSON list of lists of a plugin's name and a
-- job's own version, by their indexes in the list. :served is a JSON object of the active versions by plugin, for jobs
-- that don't record their own. Serves every version; used for the names in the reader's index of the queue.
SELECT place, fragment.job_name AS name, fragment.version_number(fragment.version_in_service) AS version
FROM (
  SELECT
    key AS place,
    json_extract(value, '$[0]') AS "plugin_name",
    json_extract(value, '$[1]') AS "parser_version",
    json_extract(value, '$[1]') AS "plugin_version"
  FROM json_each(:names)
) AS job
