-- Where logs are stored: what cf_job_logs is in this database, the page that it begins on (0: nowhere), and its
-- columns in order, with which of them are computed (hidden 2 and 3).
SELECT
  object.type AS type,
  object.rootpage AS root_page,
  (SELECT encoding FROM pragma_encoding) AS encoding,
  lower(field.name) AS column_name,
  field.hidden AS hidden
FROM sqlite_schema AS object
JOIN pragma_table_xinfo(object.name) AS field
WHERE (object.type = 'view' OR object.type = 'table' AND object.rootpage > 0) AND lower(object.name) = 'cf_job_logs'
ORDER BY field.cid
