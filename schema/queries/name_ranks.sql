-- The rank of each of the plugins :plugins, a JSON list of values of fragment.plugin_name, among their names as the
-- list is sorted by them, from 1 on; 0 for no name. Serves every version; used for the names in the reader's index of
-- the queue.
SELECT place, CASE WHEN name = '' THEN 0 ELSE DENSE_RANK() OVER (ORDER BY name) END AS rank
FROM (
  SELECT place, lower(fragment.job_name) AS name
  FROM (SELECT key AS place, value AS "plugin_name" FROM json_each(:plugins)) AS job
)
