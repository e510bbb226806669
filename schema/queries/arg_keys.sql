-- Where the arguments of the jobs :ids have single values, as SQLite writes paths. Of long lists the first ten are looked
-- at, and of everything no more than is quickly read.
SELECT DISTINCT fullkey
FROM (
  SELECT each.fullkey AS fullkey
  FROM cf_processing_queue AS job, json_tree(fragment.args_json) AS each
  WHERE job.id IN (SELECT +value FROM json_each(:ids))
    AND each.atom IS NOT NULL
    AND each.fullkey NOT GLOB '*[[][0-9][0-9]*'
  LIMIT 20000
)
LIMIT 500
