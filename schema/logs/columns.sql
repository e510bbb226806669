-- Where logs are stored: the page that their table begins on (0: nowhere), and its columns in order, with which of them
-- are computed (hidden 2 and 3).
SELECT
  object.rootpage AS root_page,
  (SELECT encoding FROM pragma_encoding) AS encoding,
  lower(field.name) AS column_name,
  field.hidden AS hidden
FROM sqlite_schema AS object
JOIN pragma_table_xinfo(object.name) AS field
WHERE (object.rootpage > 0 OR object.type = 'view') AND lower(object.name) = 'cf_job_logs'
ORDER BY field.cid
