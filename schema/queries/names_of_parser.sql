-- Which of the names :names, a JSON list of lists of a plugin's name and a job's own version, are those of one parser and
-- version, by their places in the list: spelled as the one job is that it was asked of, :plugin and :own, or the same when
-- name and version are worked out. :served is a JSON object of the versions in service by plugin, for jobs that don't name
-- their own. Serves every version; asked for names of the reader's index of the queue.
SELECT place
FROM (
  SELECT
    key AS place,
    json_extract(value, '$[0]') AS "plugin_name",
    json_extract(value, '$[1]') AS "parser_version",
    json_extract(value, '$[1]') AS "plugin_version"
  FROM json_each(:names)
) AS job
WHERE CASE
  WHEN job.plugin_name = :plugin AND fragment.own_version IS :own THEN 1
  ELSE
    fragment.job_name = :parser
    AND fragment.version_number(fragment.version_in_service) IS :version
END
