-- Which of the names :names, a JSON list of pairs of a plugin's name and a job's own version, belong to one parser
-- and version, by their indexes in the list: either spelled like the job that was given, :plugin and :own, or the
-- same once name and version are worked out. :served is a JSON object of the active versions by plugin, for jobs
-- that don't record their own. Serves every version; used for the names in the reader's index of the queue.
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
